import { BREAK_CLASSES, standingOf } from '../core/lineage/breakClasses.ts'
import { classHelp } from '../core/lineage/classHelp.ts'

/** The title of a class as it stands beside a row or within a sentence: "torn off at a request". */
export function classLabel(number: number): string {
  const { title } = classHelp(BREAK_CLASSES[number].id)
  return title.charAt(0).toLowerCase() + title.slice(1)
}

/** True for the number of a class that counts as a break. */
export function isBreak(number: number | undefined): boolean {
  return number !== undefined && standingOf(number) === 'broken'
}
