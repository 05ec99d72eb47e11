import { flatArray, flatDocuments } from './flatSpans.ts'
import type { Format, Probe, Score } from './format.ts'
import { jaegerJson } from './jaegerJson.ts'
import { jaegerV3 } from './jaegerV3.ts'
import { otlpJson, otlpJsonLines } from './otlpJson.ts'
import { otlpResourceSpans } from './otlpResourceSpans.ts'
import { persesTrace } from './persesTrace.ts'
import { tempo } from './tempo.ts'
import { zipkinV1 } from './zipkinV1.ts'
import { zipkinV2 } from './zipkinV2.ts'

/** All formats, the likelier first. A new one is a file here and a line in this list. */
const FORMATS: readonly Format[] = [
  tempo,
  persesTrace,
  jaegerV3,
  otlpJson,
  otlpJsonLines,
  otlpResourceSpans,
  jaegerJson,
  zipkinV2,
  zipkinV1,
  flatArray,
  flatDocuments,
]

/** A format and how sure it is. */
export interface Candidate extends Score {
  readonly format: Format
}

/** The formats that see something of their own in an input, the surest first; equally sure ones in register order. */
export function rankFormats(probe: Probe): Candidate[] {
  return FORMATS.map((format) => ({ format, ...format.score(probe) }))
    .filter((candidate) => candidate.score > 0)
    .sort((a, b) => b.score - a.score)
}

/** The format of that id; undefined where there is none. */
export function formatById(id: string | undefined): Format | undefined {
  return FORMATS.find((format) => format.id === id)
}
