import type { Connection } from '../../sources/connection.ts'
import { problemWords } from '../../sources/problemWords.ts'
import type { TestState } from './useTest.ts'

interface TestResultProps {
  readonly result: TestState
  readonly connection: Connection
}

/** What a test found, in words. */
export function TestResult({ result, connection }: TestResultProps) {
  return (
    <p className="testResult" aria-live="polite">
      {result === 'asking' && 'Asking …'}
      {result !== undefined && result !== 'asking' && <Outcome tested={result} connection={connection} />}
    </p>
  )
}

function Outcome({
  tested,
  connection,
}: { readonly tested: Exclude<TestState, 'asking' | undefined> } & Pick<TestResultProps, 'connection'>) {
  if (tested.ok) return <span className="testGood">It answers. {tested.found}</span>
  const { short, help } = problemWords(tested.problem, connection)
  return (
    <>
      <b className="testBad">{short}</b> {help}
    </>
  )
}
