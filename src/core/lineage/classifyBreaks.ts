import type { Dataset } from '../model/dataset.ts'
import type { LineageFacts } from '../model/lineageFacts.ts'
import { type AbsentOperations, findAbsentOperations } from './absentOperations.ts'
import { judgeAbsentParents } from './absentParents.ts'
import { AskedOperations } from './askedOperations.ts'
import { judgeRoots } from './brokenRoots.ts'
import { judgeIds } from './exactClasses.ts'
import { judgeLinkedSpans } from './linkedSpans.ts'
import { type BoundaryBreaks, measureBoundaries } from './measureBoundaries.ts'
import { findMeshHops, type MeshHop } from './meshHops.ts'
import { judgeMisplacedWork } from './misplacedWork.ts'
import { nameLayers } from './nameLayers.ts'
import { judgePartialAnswers } from './partialAnswers.ts'
import { findPeers } from './peers.ts'
import { surveyDataset } from './survey.ts'
import { VerdictColumns, type Verdicts } from './verdicts.ts'

/** The verdicts of a dataset, and what they make of its boundaries. */
interface Judgement {
  readonly verdicts: Verdicts
  /** Worst first. */
  readonly boundaries: readonly BoundaryBreaks[]
  /** One row for each ghost of the forest. */
  readonly absent: AbsentOperations
  /** Broken hops through sidecars, one of each boundary. */
  readonly mesh: readonly MeshHop[]
}

/** The verdicts alone; see {@link judgeBreaks}. */
export function classifyBreaks(dataset: Pick<Dataset, 'spans' | 'forest'>, facts: LineageFacts): Verdicts {
  return judgeBreaks(dataset, facts).verdicts
}

/**
 * Gives every span one verdict: intact, or the first class of the decision list that fits. Never fails;
 * spans of which facts were not read are judged by their columns alone. O(spans), and O(n log n) of those without parent.
 */
export function judgeBreaks(dataset: Pick<Dataset, 'spans' | 'forest'>, facts: LineageFacts): Judgement {
  const survey = surveyDataset(dataset, facts)
  const verdicts = new VerdictColumns(dataset.spans.length)
  const peers = findPeers(survey)
  const asked = new AskedOperations(survey, peers)
  judgeIds(survey.spans, verdicts)
  judgePartialAnswers(survey, verdicts)
  judgeAbsentParents(survey, asked, verdicts)
  judgeRoots(survey, peers, asked, verdicts)
  judgeMisplacedWork(survey, verdicts)
  judgeLinkedSpans(survey, peers, verdicts)
  const boundaries = measureBoundaries(survey.spans, facts, verdicts, survey.operations)
  nameLayers(survey.spans, boundaries, verdicts)
  const absent = findAbsentOperations(survey.spans, survey.forest, survey.operations)
  return { verdicts: verdicts.verdicts(), boundaries, absent, mesh: findMeshHops(survey, verdicts, boundaries) }
}
