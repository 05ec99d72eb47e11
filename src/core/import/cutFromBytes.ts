/** Smaller files are read before another thread has begun. */
export const CUT_FROM_BYTES = 64 * 1024 * 1024
