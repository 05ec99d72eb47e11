import { expect, test } from 'vitest'
import { sketchLineage } from '../../testing/sketchLineage.ts'
import { textAt } from '../model/spanTable.ts'
import { buildForest } from './buildForest.ts'
import { judgeBreaks } from './classifyBreaks.ts'

/** The broken hops of a drawing: stations as words, the tear as "/". */
function hopsOf(drawing: string) {
  const { spans, facts } = sketchLineage(drawing)
  const { mesh } = judgeBreaks({ spans, forest: buildForest(spans) }, facts)
  return mesh.map(({ stations, tornBefore, layer, broken }) => ({
    words: stations
      .map(({ role, service, span }, k) => {
        const said = span === -1 ? 'nothing' : textAt(spans, spans.name[span])
        return `${k === tornBefore ? '/ ' : ''}${role} ${textAt(spans, service)}: ${said}`
      })
      .join(', '),
    layer,
    broken,
  }))
}

const many = (draw: (atMs: number) => string) => Array.from({ length: 4 }, (_, k) => draw(k * 1000)).join('\n')

/** Applications and sidecars record. */
const whole = (at: number) => `
  shop: GET /            ${at}-${at + 50} @server
    shop: GET            ${at + 5}-${at + 40} @client (peer=cart)
      shop: out          ${at + 6}-${at + 39} @client (proxy)
        cart: in         ${at + 7}-${at + 38} @server (proxy)
          cart: GET /cart ${at + 8}-${at + 37} @server
  ---`

test('an application whose sidecar begins anew has not sent its context', () => {
  const torn = (at: number) => `
  shop: GET /            ${at}-${at + 50} @server
    shop: GET            ${at + 5}-${at + 40} @client (peer=cart)
  ---
  shop: out              ${at + 6}-${at + 39} @client (proxy)
    cart: in             ${at + 7}-${at + 38} @server (proxy)
      cart: GET /cart    ${at + 8}-${at + 37} @server
  ---`
  expect(hopsOf(many(whole) + torn(9000))).toEqual([
    {
      words: 'application shop: GET, / sidecar shop: out, sidecar cart: in, application cart: GET /cart',
      layer: 'http-client',
      broken: 1,
    },
  ])
})

test('an application that begins anew behind its sidecar does not read what the sidecar sends', () => {
  const torn = (at: number) => `
  shop: GET /            ${at}-${at + 50} @server
    shop: GET            ${at + 5}-${at + 40} @client (peer=cart)
      shop: out          ${at + 6}-${at + 39} @client (proxy)
        cart: in         ${at + 7}-${at + 38} @server (proxy)
  ---
  cart: GET /cart        ${at + 8}-${at + 37} @server
  ---`
  expect(hopsOf(many(whole) + torn(9000))).toEqual([
    {
      words: 'application shop: GET, sidecar shop: out, sidecar cart: in, / application cart: GET /cart',
      layer: 'server',
      broken: 1,
    },
  ])
})

test('an application that records nothing between two sidecars has to copy the headers', () => {
  const joined = (at: number) => `
  shop: GET /        ${at}-${at + 50} @server (proxy)
    cart: GET /cart  ${at + 7}-${at + 38} @server (proxy)
  ---`
  const torn = (at: number) => `
  shop: GET /        ${at}-${at + 50} @server (proxy)
  ---
  cart: GET /cart    ${at + 7}-${at + 38} @server (proxy)
  ---`
  expect(hopsOf(many(joined) + torn(9000))).toEqual([
    {
      words: 'sidecar shop: GET /, application shop: nothing, / sidecar cart: GET /cart, application cart: nothing',
      layer: 'mesh',
      broken: 1,
    },
  ])
})

test('a break without sidecars is no hop through a mesh', () => {
  const torn = `
  shop: GET /          0-50 @server
    shop: GET          5-40 @client (peer=cart)
  ---
  cart: GET /cart      6-39 @server`
  expect(hopsOf(torn)).toEqual([])
})
