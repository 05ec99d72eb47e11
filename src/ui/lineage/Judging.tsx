import type { OpenDataset } from '../../store/dataset.ts'
import './lineage.css'

interface JudgingProps {
  readonly opened: OpenDataset
}

/** Says that the spans are yet to be judged. */
export function Judging({ opened }: JudgingProps) {
  return (
    <p className="quietText">
      {opened.isLoading
        ? 'Judged when all spans are read.'
        : `Looking at ${opened.dataset.spans.length.toLocaleString('en')} spans …`}
    </p>
  )
}

/** What stands where the health of the dataset will. */
export function JudgingView({ opened }: JudgingProps) {
  return (
    <main className="healthMain" aria-busy="true">
      <section className="healthView">
        <header>
          <h1>Propagation health</h1>
        </header>
        <Judging opened={opened} />
      </section>
    </main>
  )
}
