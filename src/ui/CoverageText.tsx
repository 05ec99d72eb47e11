import type { CoverageWords } from './useCoverage.ts'

/** How much of what metrics counted traces hold, and what is broken beside. */
export function CoverageText({ text }: { readonly text: CoverageWords }) {
  return (
    <>
      {text.coverage}
      {text.broken === '' ? '.' : '; '}
      {text.broken !== '' && <span className="coverageBroken">{text.broken}.</span>}
    </>
  )
}
