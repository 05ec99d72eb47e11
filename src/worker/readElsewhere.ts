import { type ByteSource, blobSource } from '../core/model/byteSource.ts'
import type { SliceAnswer, SliceRequest } from './protocol.ts'

/** Shorter stretches are read here: asking would take as long. */
const LEAST_BYTES = 8 * 1024 * 1024

/** Sources of Blobs whose long stretches are read by the thread at the other end of a port (readingThread.ts). */
export function readElsewhere(port: MessagePort): (blob: Blob) => ByteSource {
  const waiting = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>()
  let requests = 0
  port.onmessage = ({ data }: MessageEvent<SliceAnswer>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('bytes' in data) asked?.resolve(new Uint8Array(data.bytes))
    else asked?.reject(new Error(data.failure))
  }
  return (blob) => {
    const here = blobSource(blob)
    return {
      ...here,
      read: (from, to) => {
        if (Math.min(to, here.size) - from < LEAST_BYTES) return here.read(from, to)
        return new Promise((resolve, reject) => {
          const id = requests++
          waiting.set(id, { resolve, reject })
          const request: SliceRequest = { id, blob, from, to }
          port.postMessage(request)
        })
      },
    }
  }
}
