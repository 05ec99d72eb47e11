const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 (RFC 4648 §4) of the bytes that a text of hex digits says; undefined for what is no such text. */
export function base64FromHex(hex: unknown): string | undefined {
  if (typeof hex !== 'string' || hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) return undefined
  let text = ''
  for (let i = 0; i < hex.length; i += 6) {
    const group = Number.parseInt(hex.slice(i, i + 6).padEnd(6, '0'), 16)
    const digits = Math.ceil((Math.min(6, hex.length - i) * 4) / 6)
    for (let k = 0; k < 4; k++) text += k < digits ? BASE64[(group >> (18 - 6 * k)) & 63] : '='
  }
  return text
}
