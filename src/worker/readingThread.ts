import type { SliceAnswer, SliceRequest } from './protocol.ts'

/**
 * Reads stretches of Blobs for another worker. A Blob is read by the thread that asks for it, in its free moments: one that
 * is busy with what it has read does not get the next until it rests.
 */
self.onmessage = ({ data: port }: MessageEvent<MessagePort>) => {
  const answer = (message: SliceAnswer, moved: ArrayBuffer[] = []) => port.postMessage(message, moved)
  port.onmessage = async ({ data: { id, blob, from, to } }: MessageEvent<SliceRequest>) => {
    try {
      const bytes = await blob.slice(from, to).arrayBuffer()
      answer({ id, bytes }, [bytes])
    } catch (error) {
      answer({ id, failure: error instanceof Error ? error.message : String(error) })
    }
  }
}
