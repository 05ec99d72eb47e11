/** Width of the first column as it is drawn, in px; 0 where there are no rows. */
export function nameWidthOf(scroller: Element): number {
  return scroller.querySelector<HTMLElement>('.rowName')?.offsetWidth ?? 0
}
