/** Places the middle of a bin, and a value, in px. */
export interface Placing {
  readonly x: (bin: number) => number
  readonly y: (value: number) => number
}

interface Run {
  readonly first: number
  readonly end: number
}

/** The stretches of bins that have a value. */
function runsOf(values: Float64Array): Run[] {
  const runs: Run[] = []
  for (let b = 0; b < values.length; b++) {
    if (Number.isNaN(values[b])) continue
    const first = b
    while (b < values.length && !Number.isNaN(values[b])) b++
    runs.push({ first, end: b })
  }
  return runs
}

const px = (value: number) => value.toFixed(1)

/** SVG path of a line through the values, broken at gaps; a lone value is a short stroke. */
export function linePath(values: Float64Array, { x, y }: Placing): string {
  let path = ''
  for (const { first, end } of runsOf(values)) {
    if (end - first === 1) path += `M${px(x(first) - 2)} ${px(y(values[first]))}h4`
    for (let b = first; b < end && end - first > 1; b++) {
      path += `${b === first ? 'M' : 'L'}${px(x(b))} ${px(y(values[b]))}`
    }
  }
  return path
}

/** SVG path of the area between the line and the ground. */
export function areaPath(values: Float64Array, placing: Placing, groundPx: number): string {
  const { x, y } = placing
  let path = ''
  for (const { first, end } of runsOf(values)) {
    if (end - first === 1) continue
    path += `M${px(x(first))} ${px(groundPx)}`
    for (let b = first; b < end; b++) path += `L${px(x(b))} ${px(y(values[b]))}`
    path += `L${px(x(end - 1))} ${px(groundPx)}Z`
  }
  return path
}

/** SVG path of a bar for each value above 0, with a little room between bins of `binPx`. */
export function barPath(values: Float64Array, { x, y }: Placing, groundPx: number, binPx: number): string {
  const widthPx = Math.max(1, binPx - 1)
  let path = ''
  for (let b = 0; b < values.length; b++) {
    if (values[b] > 0)
      path += `M${px(x(b) - widthPx / 2)} ${px(groundPx)}V${px(y(values[b]))}h${px(widthPx)}V${px(groundPx)}Z`
  }
  return path
}

/** The largest of all values; 0 for none. */
export function largest(columns: readonly Float64Array[]): number {
  let most = 0
  for (const column of columns) for (const value of column) if (value > most) most = value
  return most
}
