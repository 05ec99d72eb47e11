/** A 64-bit hash of bytes as a text, for telling equal contents; two independent multiplicative hashes. O(n). */
export function hashBytes(bytes: Uint8Array): string {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b + byte, 0x5bd1e995)
    b ^= b >>> 15
  }
  return `${a >>> 0}.${b >>> 0}.${bytes.length}`
}
