import { factText, IS_DATABASE, WAS_READ } from '../model/lineageFacts.ts'
import { textAt } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import { KIND, type Survey } from './survey.ts'

/** Which service a CLIENT span calls, as far as its attributes tell. */
export interface Peers {
  /** For each text of the facts the service it stands for, as a text index of the table; -1 for none of ours. */
  readonly serviceOf: Int32Array
  /** Services that a CLIENT span of another service, or of their own, names. */
  readonly named: ReadonlySet<TextIndex>
}

/** A peer that stands for one service in so many of its recorded calls is that service. */
const SURE = 0.9

/**
 * Finds out which service each peer is: the one of that name, the one whose name is the first label of the host
 * (`orders.shop.svc.cluster.local`), or the one that recorded calls to that peer reach. O(spans).
 */
export function findPeers({ spans, facts }: Survey): Peers {
  const serviceOf = new Int32Array(facts.texts.length).fill(-1)
  const byName = new Map<string, TextIndex>()
  let last = -1
  for (let i = 0; i < spans.length; i++) {
    if (spans.service[i] === last) continue
    last = spans.service[i]
    byName.set(textAt(spans, last).toLowerCase(), last)
  }
  const learned = learnPeers({ spans, facts })
  const named = new Set<TextIndex>()
  const isLooked = new Uint8Array(facts.texts.length)
  for (let i = 0; i < spans.length; i++) {
    const peer = facts.peer[i]
    if (peer === -1 || spans.kind[i] !== KIND.client) continue
    if (isLooked[peer] === 0) {
      isLooked[peer] = 1
      const host = factText(facts, peer)
      const label = /^[^.]*/.exec(host)?.[0] ?? host
      const isAddress = /^[\d.]+$|:/.test(host)
      serviceOf[peer] = learned.get(peer) ?? byName.get(host) ?? (isAddress ? -1 : (byName.get(label) ?? -1))
    }
    if (serviceOf[peer] !== -1 && (facts.marks[i] & IS_DATABASE) === 0) named.add(serviceOf[peer])
  }
  return { serviceOf, named }
}

function learnPeers({ spans, facts }: Pick<Survey, 'spans' | 'facts'>): Map<number, TextIndex> {
  const seen = new Map<number, Map<TextIndex, number>>()
  for (let i = 0; i < spans.length; i++) {
    const up = spans.parent[i]
    if (up === -1 || spans.service[up] === spans.service[i] || spans.kind[up] !== KIND.client) continue
    if ((facts.marks[up] & WAS_READ) === 0 || facts.peer[up] === -1) continue
    const services = seen.get(facts.peer[up]) ?? new Map<TextIndex, number>()
    services.set(spans.service[i], (services.get(spans.service[i]) ?? 0) + 1)
    seen.set(facts.peer[up], services)
  }
  const learned = new Map<number, TextIndex>()
  for (const [peer, services] of seen) {
    let total = 0
    for (const count of services.values()) total += count
    for (const [service, count] of services) if (count >= SURE * total) learned.set(peer, service)
  }
  return learned
}
