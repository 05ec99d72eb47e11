import { useMemo, useState } from 'react'
import { CLICKHOUSE_APPROXIMATIONS } from '../../core/engine/clickHouseSpans.ts'
import { type EngineQuestion, questionFault, SETTLING_MS } from '../../core/engine/engineQuestion.ts'
import { TEMPO_APPROXIMATIONS } from '../../core/engine/tempoQueries.ts'
import type { Connection } from '../../sources/connection.ts'
import { BoundaryRows, ServiceRows } from './EngineRates.tsx'
import { EngineRed } from './EngineRed.tsx'
import { QueryList } from './QueryList.tsx'
import { type QuestionDraft, QuestionForm } from './QuestionForm.tsx'
import { type EngineKind, useEngine } from './useEngine.ts'

interface EngineViewProps {
  /** Connections that can count. */
  readonly engines: readonly Connection[]
  /** Name of the one to begin with. */
  readonly wished: string | undefined
}

/** Asked where a draft has no right time or table: its queries are not shown. */
const SOME_QUESTION: EngineQuestion = { fromMs: 1, toMs: 2, table: 'otel_traces' }

const kindOf = (connection: Connection | undefined, copied: EngineKind): EngineKind =>
  connection === undefined ? copied : connection.kind === 'tempo' ? 'tempo' : 'clickhouse'

/** A question to an engine, its queries, and the figures that they give. */
export function EngineView({ engines, wished }: EngineViewProps) {
  const [draft, setDraft] = useState<QuestionDraft>(() => ({
    connection: engines.find(({ name }) => name === wished)?.name ?? engines.at(0)?.name,
    copied: 'clickhouse',
    lengthMs: 3_600_000,
    from: '',
    to: '',
    table: 'otel_traces',
    nowMs: Date.now(),
  }))
  const [time, setTime] = useState(0)
  const connection = engines.find(({ name }) => name === draft.connection)
  const kind = kindOf(connection, draft.copied)
  const question = useMemo(() => questionOf(draft), [draft])
  const fault = questionFault(question)
  const run = useEngine(
    kind,
    connection,
    fault === undefined ? question : SOME_QUESTION,
    fault === undefined ? time : 0,
  )
  const isAsking = run.parts.some(({ state }) => state === 'asking')
  const approximations = kind === 'tempo' ? TEMPO_APPROXIMATIONS : CLICKHOUSE_APPROXIMATIONS
  const change = (part: Partial<QuestionDraft>) => {
    setDraft({ ...draft, ...part, nowMs: Date.now() })
    setTime(0)
  }
  const ask = () => {
    setDraft({ ...draft, nowMs: Date.now() })
    setTime(time + 1)
  }
  const { services, boundaries, red } = run.figures
  return (
    <section aria-label="Ask the engine">
      <p className="engineLead">
        For more spans than a browser should load: the engine counts, this page draws. The queries only read; they can
        be copied and run elsewhere.
      </p>
      <QuestionForm
        draft={draft}
        engines={engines}
        kind={kind}
        fault={fault}
        isAsking={isAsking}
        onChange={change}
        onAsk={ask}
        onCancel={() => setTime(0)}
      />
      {fault === undefined && <QueryList parts={run.parts} connection={connection} />}
      <details className="engineLimits">
        <summary>What these figures leave out</summary>
        <ul>
          {approximations.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </details>
      {services !== undefined && <ServiceRows services={services} />}
      {boundaries !== undefined && <BoundaryRows boundaries={boundaries} />}
      {red !== undefined && <EngineRed series={red} />}
    </section>
  )
}

/** The question of a draft; its faults are told by `questionFault`. A length counts back from when spans have settled. */
function questionOf({ lengthMs, from, to, table, nowMs }: QuestionDraft): EngineQuestion {
  if (lengthMs === undefined) return { fromMs: Date.parse(from), toMs: Date.parse(to), table: table.trim() }
  const toMs = nowMs - SETTLING_MS
  return { fromMs: toMs - lengthMs, toMs, table: table.trim() }
}
