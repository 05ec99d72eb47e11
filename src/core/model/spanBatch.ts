/**
 * Spans as fast readers write them: {@link SPAN_WORDS} unsigned 32-bit words each, in one array. Only spans whose ids are
 * bytes, whose start lies in 64 signed bits and whose duration lies below 2^53 ns take this way.
 */
export const SPAN_WORDS = 20

/** Four words, most significant first. The first two are 0 where it was written as 16 digits, and only there. */
export const TRACE_ID = 0
/** Two words. */
export const SPAN_ID = 4
/** Two words; zeros for a root. */
export const PARENT_SPAN_ID = 6
/** Text index of the name. While it is being read: where its bytes begin in the window, and how many they are. */
export const NAME = 8
/** Context. While it is being read: where the bytes of what names it begin in the window, and how many they are. */
export const CONTEXT = 10
/** Kind, status shifted by 8, marks (SHARED_HALF, SAMPLED, REMOTE_PARENT, REMOTE_KNOWN) shifted by 16. */
export const KIND_STATUS_MARKS = 12
/** Where the span's object begins in the window. */
export const FROM = 13
/** Its number of bytes. */
export const BYTES = 14
/** Its line, from 1. */
export const LINE = 15
/** Unix ns, low word first. */
export const START = 16
/** ns, low word first. */
export const DURATION = 18
