const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** A size for people, in powers of 1000: "812 bytes", "14.2 kB", "100 MB". */
export function formatBytes(bytes: number): string {
  let unit = 0
  let size = bytes
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000
    unit++
  }
  return `${unit === 0 ? size : Number(size.toPrecision(3))} ${UNITS[unit]}`
}
