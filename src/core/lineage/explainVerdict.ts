import { type SpanIndex, type SpanTable, textAt } from '../model/spanTable.ts'
import { formatDuration } from '../model/time.ts'
import { classNumber } from './breakClasses.ts'
import { classHelp } from './classHelp.ts'
import { classOf, type Evidence, evidenceOf, type Verdicts } from './verdicts.ts'

/** The evidence of a verdict in one or two sentences, the doubt last. '' for a span that is intact. */
export function explainVerdict(spans: SpanTable, verdicts: Verdicts, span: SpanIndex): string {
  if (verdicts.breakClass[span] === classNumber('intact')) return ''
  const said = explainEvidence(spans, span, evidenceOf(verdicts, span))
  return [said, explainDoubt(verdicts, span)].filter((part) => part !== '').join(' ')
}

function explainEvidence(spans: SpanTable, span: SpanIndex, evidence: Evidence): string {
  switch (evidence.reason) {
    case 'none':
      return ''
    case 'ownParent':
      return 'The span names itself as its parent.'
    case 'callerOutside':
      return 'It is the first entry of its trace, and nothing in this capture calls this operation: the caller is outside.'
    case 'onlyTree':
      return 'Nothing else of this trace is in the capture; the operation is also called from within it.'
    case 'partialAnswer':
      return 'The answer that it comes from holds only a part of this trace: what is missing need not be broken.'
    case 'startsHere':
      return 'Nothing in this capture calls this operation, and nothing was open that could have.'
    case 'sameId':
      return `Another span of the trace has the same id and other content: ${nameOf(spans, evidence.other)}.`
    case 'ring':
      return evidence.other === -1
        ? 'Following the parents leads back to this span; the ring was cut here, at its earliest span.'
        : 'Following the parents leads back to this span.'
    case 'lowerHalf':
      return `Its parent ${nameOf(spans, evidence.other)} is in a trace whose id has the same lower 64 bits and another upper half.`
    case 'otherTrace':
      return `The only span with the id of its parent, ${nameOf(spans, evidence.other)}, is in another trace.`
    case 'linked':
      return `It links to ${nameOf(spans, evidence.other)} instead of having a parent.`
    case 'captureStart':
      return `It lies ${formatDuration(evidence.marginNs)} after the start of the capture; its parent probably before it.`
    case 'captureEnd':
      return `It ends ${formatDuration(evidence.marginNs)} before the end of the capture; its parent probably ends after it.`
    case 'absentParent':
      return `The parent it names is not in its trace${evidence.children > 1 ? `; ${evidence.children} spans name it` : ''}.`
    case 'constantShare':
      return `${percent(evidence.share)} of the absent parent’s service are absent, evenly over time, while the rest of these traces is there.`
    case 'lateStep':
      return `The traces it belongs to hold nothing that ended more than ${formatDuration(evidence.windowNs)} after their start, and have lost their upper spans.`
    case 'burst':
      return `Parents of this service are absent in bunches: the spread over time is ${evidence.times.toFixed(0)} times that of chance.`
    case 'openCall': {
      const agree = evidence.agreements === 0 ? '' : `; ${evidence.agreements} of its facts agree`
      return `${nameOf(spans, evidence.other)} calls this service at that time and has no answer below it${agree}.`
    }
    case 'openCaller':
      return evidence.other === -1
        ? 'Several spans that usually call this operation were open and lack such a call.'
        : `${nameOf(spans, evidence.other)}, which usually calls this operation directly, was open and lacks such a call.`
    case 'follows':
      return `${percent(evidence.share)} of the spans of this operation come right after one and the same event, beyond chance.`
    case 'followsLater':
      return `${percent(evidence.share)} of the spans of this operation begin at one distance in time after the same event in their process, beyond chance: work that waited in a queue or behind a timer.`
    case 'producer':
      return `Messages of this destination are produced in this capture, the last before it by ${nameOf(spans, evidence.other)}.`
    case 'consumerAlone':
      return `${evidence.producers} messages of this destination are produced in this capture, none of them before it.`
    case 'openHost':
      return `This work is else recorded below another span of ${serviceOf(spans, span)}, and ${nameOf(spans, evidence.other)} was open in the same instance.`
    case 'betterCall':
      return `Its parent was over before it began, and ${nameOf(spans, evidence.other)} fits: it calls this service then and has no answer.`
    case 'betterHost':
      return `It fits below ${nameOf(spans, evidence.other)}, which was open in the same process and lacks it: nearly every such span has exactly one, at about the same time after its start.`
    case 'clockOffset':
      return `It begins before its parent; the clocks of the two instances are ${formatDuration(Math.abs(evidence.offsetNs))} apart.`
    case 'alsoCalled':
      return `It has no caller here that is without an answer. ${percent(evidence.share)} of this operation’s spans have callers: the service is called, and starts traces too.`
    case 'usuallyCalled':
      return `${percent(evidence.share)} of this operation’s spans have callers; none that is recorded fits this one.`
  }
}

function explainDoubt(verdicts: Verdicts, span: SpanIndex): string {
  const { breakClass, alternative, confidence } = verdicts
  if (alternative[span] === breakClass[span]) return ''
  const other = classHelp(classOf({ ...verdicts, breakClass: alternative }, span)).title.toLowerCase()
  return `Spans alone leave a doubt (${confidence[span]} % sure): it may be “${other}”.`
}

function nameOf(spans: SpanTable, span: SpanIndex): string {
  if (span < 0) return 'another span'
  return `“${textAt(spans, spans.name[span])}” of ${serviceOf(spans, span)}`
}

function serviceOf(spans: SpanTable, span: SpanIndex): string {
  return textAt(spans, spans.service[span])
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0.1 ? 0 : 1)} %`
}
