import type { ByteSource } from '../model/byteSource.ts'
import type { SpanDetails } from '../model/details.ts'
import type { SpanLocation, SpanSink } from '../model/spanRecord.ts'

/** The beginning of an input, as far as formats need to see it. */
export interface Probe {
  /** The first complete or cut-off JSON values (a cut-off one with its open ends closed), at most 20. */
  readonly values: readonly unknown[]
  /** True where the input goes on after the first value with another one. */
  readonly manyDocuments: boolean
  /** The first 64 KB as text, lines without the prefixes of a log, for formats that are no JSON. */
  readonly text: string
}

/** How sure a format is that an input is its own: 0 (not ours) to 1 (certain), with the reason in words. */
export interface Score {
  readonly score: number
  readonly reason: string
}

/** How spans of one format that share an id are to be understood. */
type SameIdRule = 'duplicate' | 'fragment'

/** One input format. Add one by writing a file here and listing it in formats.ts. */
export interface Format {
  /** As in the import report and in `inspect`. */
  readonly id: string
  readonly label: string
  /** 'fragment': records of one id are parts of one span and are merged. */
  readonly sameId: SameIdRule
  /** 'otlp': the bytes of a span are those of a span in OTLP JSON, which can be searched without being decoded. */
  readonly spanShape?: 'otlp'
  /** Sees beginnings only; must not throw. */
  score(probe: Probe): Score
  /** Reads all it can, span by span, in slices. Bad input is reported, never thrown. */
  read(source: ByteSource, sink: SpanSink): Promise<void>
  /** Attributes, events and links of one span, decoded from where they lie in the source. Rejects only where reading fails. */
  readDetails(source: ByteSource, span: SpanLocation): Promise<SpanDetails>
}

/** What reads a format. */
export type FormatReader = Pick<Format, 'read' | 'readDetails'>

/** A reader whose script is loaded when an input of its format is met: nobody loads fifty readers to open one file. */
export function readLater(load: () => Promise<FormatReader>): FormatReader {
  return {
    read: async (source, sink) => (await load()).read(source, sink),
    readDetails: async (source, span) => (await load()).readDetails(source, span),
  }
}
