import { quote } from './hexField.ts'
import type { TraceStateMember } from './pastedIds.ts'

const MAX_MEMBERS = 32
const KEY = /^[a-z][a-z0-9_\-*/]{0,255}$/
const TENANT_KEY = /^[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13}$/
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

/** The members of a `tracestate`, and what is wrong with it. One that is wrong is to be discarded as a whole. */
export interface TraceState {
  readonly members: readonly TraceStateMember[]
  readonly faults: readonly string[]
}

/** Reads the value of a `tracestate` header (W3C Trace Context level 1, §3.3). It never spoils the `traceparent`. */
export function readTraceState(text: string): TraceState {
  const members: TraceStateMember[] = []
  const faults: string[] = []
  const keys = new Set<string>()
  for (const part of text.split(',')) {
    const member = part.trim()
    if (member === '') continue
    const equals = member.indexOf('=')
    const key = equals === -1 ? member : member.slice(0, equals)
    const value = equals === -1 ? '' : member.slice(equals + 1)
    if (equals === -1) faults.push(`tracestate member ${quote(member)} has no “=”`)
    else if (!KEY.test(key) && !TENANT_KEY.test(key)) faults.push(`tracestate key ${quote(key)} is not allowed`)
    else if (!VALUE.test(value)) faults.push(`tracestate value of ${quote(key)} is not allowed`)
    else if (keys.has(key)) faults.push(`tracestate key ${quote(key)} occurs more than once`)
    keys.add(key)
    members.push({ key, value })
  }
  if (members.length > MAX_MEMBERS)
    faults.push(`tracestate has ${members.length} members, at most ${MAX_MEMBERS} are allowed`)
  return { members, faults }
}
