const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s*(?:([Zz]|UTC)|([-+])(\d\d):?(\d\d)?)?$/

/**
 * Unix ns from a date and time (RFC 3339 with up to nine digits of seconds; a space for the T and a missing zone, which
 * then is UTC, are taken too). Undefined for what is no such text, and for the year 1, by which Go and .NET say "unset".
 */
export function nsFromRfc3339(text: unknown): bigint | undefined {
  if (typeof text !== 'string' || text.length > 48) return undefined
  const match = RFC3339.exec(text.trim())
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '', , sign, zoneHour = '0', zoneMinute = '0'] =
    match
  if (Number(year) <= 1 || Number(month) > 12 || Number(day) > 31) return undefined
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const offsetMs = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000
  const unixMs = sign === '-' ? ms + offsetMs : sign === '+' ? ms - offsetMs : ms
  return BigInt(unixMs) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
}
