import type { ReadBeside, SecondPart } from '../core/import/partedReading.ts'
import { blobSource } from '../core/model/byteSource.ts'
import type { NamedBlob, PartAnswer, PartRequest } from './protocol.ts'
import { transferables } from './transferables.ts'

/** Progress is told no more often than this, in ms. */
const TELL_EVERY_MS = 80

/** Has second parts of files read by the thread at the other end of a port, which calls {@link answerParts}. */
export function readBeside(port: MessagePort, files: readonly NamedBlob[]): ReadBeside {
  return (input, cut) => {
    let progress = { bytes: 0, spans: 0 }
    const part = new Promise<SecondPart>((resolve, reject) => {
      port.onmessage = ({ data }: MessageEvent<PartAnswer>) => {
        if (data.type === 'partProgress') progress = data
        else if (data.type === 'part') resolve(data.part)
        else reject(new Error(data.message))
      }
    })
    const request: PartRequest = { blob: files[input].blob, cut }
    port.postMessage(request)
    return { part, progress: () => progress }
  }
}

/** Reads the parts that are asked for at a port. */
export function answerParts(port: MessagePort): void {
  const answer = (message: PartAnswer, moved: ArrayBuffer[] = []) => port.postMessage(message, moved)
  port.onmessage = async ({ data: { blob, cut } }: MessageEvent<PartRequest>) => {
    let toldAtMs = 0
    try {
      const { readSecondPart } = await import('../core/import/partedReading.ts')
      const part = await readSecondPart(blobSource(blob), cut, (bytes, spans) => {
        const now = performance.now()
        if (now - toldAtMs < TELL_EVERY_MS) return
        toldAtMs = now
        answer({ type: 'partProgress', bytes, spans })
      })
      answer({ type: 'part', part }, transferables(part))
    } catch (error) {
      answer({ type: 'partFailed', message: error instanceof Error ? error.message : String(error) })
    }
  }
}
