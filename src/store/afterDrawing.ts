/** Acts once the page has drawn what stands now; at once where it is not seen. */
export function afterDrawing(act: () => void): void {
  if (document.hidden) setTimeout(act)
  else requestAnimationFrame(() => setTimeout(act))
}
