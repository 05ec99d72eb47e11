import { afterDrawing } from './afterDrawing.ts'
import { sourceNameOf } from './fetched.ts'
import { type Link, linkTextOf, NO_LINK, printLink, readLink, traceLinkText } from './link.ts'
import { type Store, useStore } from './store.ts'
import { wholeTrace } from './view.ts'

const SAMPLE = 'sample:'

function linkOf(state: Store): Link {
  const { opened, trace, selected, window, query, view, fetched } = state
  const { redService, redOperation, redAgainst } = state
  if (opened === undefined || trace === undefined) return NO_LINK
  const whole = wholeTrace(state)
  const zoomed = window[0] !== whole[0] || window[1] !== whole[1]
  return {
    source: sourceNameOf(opened, fetched, trace) ?? (opened.sample && SAMPLE + opened.sample),
    trace: traceLinkText(opened.dataset, trace),
    span: selected === undefined ? undefined : linkTextOf(opened.dataset, selected),
    fromNs: zoomed ? window[0] : undefined,
    toNs: zoomed ? window[1] : undefined,
    query: query === '' ? undefined : query,
    view: view === 'waterfall' ? undefined : view,
    red: redService,
    operation: redOperation,
    against: redAgainst?.kind === 'service' ? redAgainst.service : undefined,
  }
}

async function openElsewhere(link: Link): Promise<void> {
  const { openDumpOfTrace, fail, loadConnections } = useStore.getState()
  await loadConnections()
  if (link.source !== undefined) return openFromSource(link.source, link)
  // What the page was served with may hold it.
  if (useStore.getState().opened !== undefined || (await openDumpOfTrace(link))) return
  fail(`This link shows trace ${link.trace}. Open the dump that holds it.`)
}

/** Asks a connection of the reader's own, by its name: a link never says where to ask. */
async function openFromSource(name: string, link: Link): Promise<void> {
  const { connections, askSources, openDumpOfTrace, fail } = useStore.getState()
  const source = connections.find((connection) => connection.name === name && !connection.isHidden)
  const isTrace = source !== undefined && source.kind !== 'dump'
  if (source !== undefined && (await askSources(isTrace ? link.trace : undefined, [source], link))) return
  if (link.trace !== undefined && (await openDumpOfTrace(link))) return
  const what = link.trace === undefined ? 'This link asks' : `This link shows trace ${link.trace} from`
  if (source === undefined) fail(`${what} “${name}”, and no connection of that name is set up here. Connect it first.`)
}

function follow(link: Link): void {
  const { opened, openSample, openTrace, close } = useStore.getState()
  const sample = link.source?.startsWith(SAMPLE) ? link.source.slice(SAMPLE.length) : undefined
  if (sample !== undefined && opened?.sample !== sample) {
    void openSample(sample, link)
  } else if (opened !== undefined && link.trace !== undefined) {
    for (let trace = 0; trace < opened.dataset.spans.traces.length; trace++) {
      if (traceLinkText(opened.dataset, trace) !== link.trace) continue
      openTrace(trace, link)
      return
    }
    void openElsewhere(link)
  } else if (link.trace !== undefined || (link.source !== undefined && sample === undefined)) {
    void openElsewhere(link)
  } else if (opened !== undefined && link.source === undefined) {
    close()
  }
}

/**
 * Mirrors the shareable part of the store to the address bar, and follows the address on load and on back and forward:
 * opening and selecting make an entry in the history, zooming and searching replace it.
 */
export function startUrlMirror(): void {
  let following = true
  let isWaiting = false
  const write = (moved: boolean) => {
    const state = useStore.getState()
    // A dataset without an open trace is on its way in or out.
    if (following || (state.trace === undefined && (state.opened ?? state.importing) !== undefined)) return
    const address = window.location.pathname + printLink(linkOf(state))
    if (address === window.location.pathname + window.location.search) return
    if (moved) window.history.pushState(undefined, '', address)
    else window.history.replaceState(undefined, '', address)
  }
  const writeLater = () => {
    if (isWaiting || following) return
    isWaiting = true
    // Browsers allow few new addresses a second, and a wheel gives many windows.
    afterDrawing(() => {
      isWaiting = false
      write(false)
    })
  }
  useStore.subscribe((state, previous) => {
    const isSame = (...keys: readonly (keyof Store)[]) => keys.every((key) => state[key] === previous[key])
    if (!isSame('opened', 'trace', 'selected', 'view')) write(true)
    else if (!isSame('window', 'query', 'redService', 'redOperation', 'redAgainst')) writeLater()
  })
  window.addEventListener('popstate', () => {
    following = true
    follow(readLink(window.location.search))
    following = false
  })
  follow(readLink(window.location.search))
  following = false
  void useStore.getState().loadConnections()
}
