/** The bytes that structure JSON (RFC 8259 §2), by name. */
export const LF = 0x0a
export const QUOTE = 0x22
export const COMMA = 0x2c
export const COLON = 0x3a
export const ARRAY = 0x5b
export const BACKSLASH = 0x5c
export const ARRAY_END = 0x5d
export const OBJECT = 0x7b
export const OBJECT_END = 0x7d

/** Space, tab, line feed, carriage return. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09
}

/** What may stand between documents and means nothing: byte order mark, record separator (RFC 7464), comma. */
export function isBetweenDocuments(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf || byte === 0x1e || byte === COMMA
}
