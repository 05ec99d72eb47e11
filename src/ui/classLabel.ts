import { BREAK_CLASSES, standingOf } from '../core/lineage/breakClasses.ts'

/** A class in two words, as beside a row: "split http", "head sampler". */
export function classLabel(number: number): string {
  return BREAK_CLASSES[number].id.replaceAll('_', ' ')
}

/** True for the number of a class that counts as a break. */
export function isBreak(number: number | undefined): boolean {
  return number !== undefined && standingOf(number) === 'broken'
}
