/** The resource name of a span in API v2: its trace id and its span id. */
export const GCP_SPAN_NAME = /^projects\/[^/]+\/traces\/([^/]+)\/spans\/([^/]+)$/
