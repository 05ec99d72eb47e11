/** A share of 0 to 1 in per cent, with as many digits as tell small ones apart: "0", "0.31", "3.1", "77", "100". */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent === 0 || percent === 100) return String(percent)
  // What is not all must not read as all, and what is not nothing not as nothing.
  if (percent > 99.9) return '>99.9'
  if (percent < 0.01) return '<0.01'
  if (percent >= 99) return percent.toFixed(1)
  return String(Number(percent.toPrecision(2)))
}
