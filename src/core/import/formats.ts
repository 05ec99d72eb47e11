import { cppConsole } from './consoles/cppConsole.ts'
import { dotnetConsole } from './consoles/dotnetConsole.ts'
import { genkit } from './consoles/genkit.ts'
import { goStdouttrace, goStubArray } from './consoles/goStub.ts'
import { jsConsole } from './consoles/jsConsole.ts'
import { jsReadable } from './consoles/jsReadable.ts'
import { nextTrace } from './consoles/nextTrace.ts'
import { phpConsole } from './consoles/phpConsole.ts'
import { pythonConsole } from './consoles/pythonConsole.ts'
import { rustConsole } from './consoles/rustConsole.ts'
import { swiftConsole } from './consoles/swiftConsole.ts'
import { csvSpans } from './csv/csvSpans.ts'
import { flatArray, flatDocuments } from './flat/flatSpans.ts'
import type { Format, Probe, Score } from './format.ts'
import { jaegerEs } from './jaeger/jaegerEs.ts'
import { jaegerJson } from './jaeger/jaegerJson.ts'
import { jaegerProto } from './jaeger/jaegerProto.ts'
import { jaegerV3 } from './jaeger/jaegerV3.ts'
import { logzio } from './jaeger/logzio.ts'
import { otlpJson, otlpJsonLines } from './otlp/otlpJson.ts'
import { otlpResourceSpans } from './otlp/otlpResourceSpans.ts'
import { grafanaFrame } from './tempo/grafanaFrame.ts'
import { persesTrace } from './tempo/persesTrace.ts'
import { tempo } from './tempo/tempo.ts'
import { tempoSearch } from './tempo/tempoSearch.ts'
import { chromeTrace } from './vendors/chromeTrace.ts'
import { clickHouse } from './vendors/clickHouse.ts'
import { datadogTree, datadogV04 } from './vendors/datadog.ts'
import { datadogApi } from './vendors/datadogApi.ts'
import { elasticHits } from './vendors/elasticHits.ts'
import { elasticIntake } from './vendors/elasticIntake.ts'
import { gcpTraceV1 } from './vendors/gcpTraceV1.ts'
import { gcpTraceV2 } from './vendors/gcpTraceV2.ts'
import { honeycomb } from './vendors/honeycomb.ts'
import { langfuse } from './vendors/langfuse.ts'
import { newRelic } from './vendors/newRelic.ts'
import { openSearch } from './vendors/openSearch.ts'
import { phoenix } from './vendors/phoenix.ts'
import { sentryEnvelope } from './vendors/sentryEnvelope.ts'
import { sentryTrace } from './vendors/sentryTrace.ts'
import { sigNoz } from './vendors/sigNoz.ts'
import { splunkHec } from './vendors/splunkHec.ts'
import { xrayBatch, xraySegment } from './vendors/xray.ts'
import { zipkinV1 } from './zipkin/zipkinV1.ts'
import { zipkinV2 } from './zipkin/zipkinV2.ts'

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
