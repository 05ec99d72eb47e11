/** What every span document of OpenSearch has, and no other format together. */
export const OPEN_SEARCH_KEYS = ['traceId', 'spanId', 'durationInNanos']
