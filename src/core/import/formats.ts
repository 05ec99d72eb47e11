import { chromeTrace } from './chromeTrace.ts'
import { clickHouse } from './clickHouse.ts'
import { cppConsole } from './cppConsole.ts'
import { csvSpans } from './csvSpans.ts'
import { datadogTree, datadogV04 } from './datadog.ts'
import { datadogApi } from './datadogApi.ts'
import { dotnetConsole } from './dotnetConsole.ts'
import { elasticHits } from './elasticHits.ts'
import { elasticIntake } from './elasticIntake.ts'
import { flatArray, flatDocuments } from './flatSpans.ts'
import type { Format, Probe, Score } from './format.ts'
import { gcpTraceV1 } from './gcpTraceV1.ts'
import { gcpTraceV2 } from './gcpTraceV2.ts'
import { genkit } from './genkit.ts'
import { goStdouttrace, goStubArray } from './goStub.ts'
import { grafanaFrame } from './grafanaFrame.ts'
import { honeycomb } from './honeycomb.ts'
import { jaegerEs } from './jaegerEs.ts'
import { jaegerJson } from './jaegerJson.ts'
import { jaegerProto } from './jaegerProto.ts'
import { jaegerV3 } from './jaegerV3.ts'
import { jsConsole } from './jsConsole.ts'
import { jsReadable } from './jsReadable.ts'
import { langfuse } from './langfuse.ts'
import { logzio } from './logzio.ts'
import { newRelic } from './newRelic.ts'
import { nextTrace } from './nextTrace.ts'
import { openSearch } from './openSearch.ts'
import { otlpJson, otlpJsonLines } from './otlpJson.ts'
import { otlpResourceSpans } from './otlpResourceSpans.ts'
import { persesTrace } from './persesTrace.ts'
import { phoenix } from './phoenix.ts'
import { phpConsole } from './phpConsole.ts'
import { pythonConsole } from './pythonConsole.ts'
import { rustConsole } from './rustConsole.ts'
import { sentryEnvelope } from './sentryEnvelope.ts'
import { sentryTrace } from './sentryTrace.ts'
import { sigNoz } from './sigNoz.ts'
import { splunkHec } from './splunkHec.ts'
import { swiftConsole } from './swiftConsole.ts'
import { tempo } from './tempo.ts'
import { tempoSearch } from './tempoSearch.ts'
import { xrayBatch, xraySegment } from './xray.ts'
import { zipkinV1 } from './zipkinV1.ts'
import { zipkinV2 } from './zipkinV2.ts'

/** All formats, the likelier first. A new one is a file here and a line in this list. */
export const FORMATS: readonly Format[] = [
  tempo,
  persesTrace,
  jaegerV3,
  otlpJson,
  otlpJsonLines,
  otlpResourceSpans,
  tempoSearch,
  sigNoz,
  grafanaFrame,
  openSearch,
  clickHouse,
  jaegerEs,
  logzio,
  jaegerProto,
  jaegerJson,
  zipkinV2,
  zipkinV1,
  xrayBatch,
  xraySegment,
  datadogV04,
  datadogTree,
  datadogApi,
  gcpTraceV1,
  gcpTraceV2,
  elasticIntake,
  elasticHits,
  sentryEnvelope,
  sentryTrace,
  splunkHec,
  honeycomb,
  newRelic,
  langfuse,
  chromeTrace,
  cppConsole,
  csvSpans,
  dotnetConsole,
  genkit,
  goStdouttrace,
  goStubArray,
  jsConsole,
  jsReadable,
  nextTrace,
  phoenix,
  phpConsole,
  pythonConsole,
  rustConsole,
  swiftConsole,
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
