import { writeFlatJson, writeJaegerJson, writeZipkinJson } from '../core/lab/otherFormats.ts'
import { writeOtlpJson, writeOtlpJsonLines } from '../core/lab/otlpJson.ts'
import { makeTraffic } from '../core/lab/traffic.ts'

/** Traffic of the lab, written in the format of that id ('zipkin-ndjson': zipkin-v2, one span a line). The same for the same seed. */
export function trafficText(format: string, spans: number, seed: number): string {
  const traffic = makeTraffic({ spans, seed, shape: 'mixed', services: 3, orphanShare: 0.1 }).spans
  switch (format) {
    case 'otlp-json':
      return [...writeOtlpJson(traffic, 9)].join('')
    case 'otlp-jsonl':
      return [...writeOtlpJsonLines(traffic, 9)].join('')
    case 'jaeger':
      return writeJaegerJson([...traffic])
    case 'zipkin-v2':
      return writeZipkinJson([...traffic], true)
    case 'zipkin-ndjson':
      return linesOf(writeZipkinJson([...traffic], true))
    case 'flat-us':
      return writeFlatJson([...traffic])
    case 'flat-ndjson':
      return linesOf(writeFlatJson([...traffic]))
    default:
      throw new Error(`No traffic is written as ${format}`)
  }
}

/** The elements of a JSON array, one a line. */
function linesOf(text: string): string {
  return (JSON.parse(text) as unknown[]).map((element) => `${JSON.stringify(element)}\n`).join('')
}
