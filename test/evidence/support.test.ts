import { describe, expect, test } from 'vitest'
import { lineageOf } from '../../src/evidence/origins.ts'
import { supportOf } from '../../src/evidence/support.ts'
import { cites, derives, observation, report, source } from './synthetic.ts'

const lineage = lineageOf(
  [report('rusi-2023', 'rusi'), report('csis-2023', 'csis'), source('paper', 'derived')],
  [derives('paper', 'rusi-2023'), derives('paper', 'csis-2023')],
)
const originsOf = (claimedBy: string | undefined, ...from: string[]) =>
  supportOf(
    [observation('depot', claimedBy === undefined ? {} : { claimedBy })],
    from.map((id) => cites('depot', id)),
    lineage,
  )[0]?.origins.origins.map(({ name }) => name)

describe('what an observation rests on', () => {
  test('only citations in support count; those against are kept apart', () => {
    const [supported] = supportOf(
      [observation('stack')],
      [
        cites('stack', 'rusi-2023'),
        cites('stack', 'csis-2023', 'contradicts'),
        cites('stack', 'paper', 'mentions'),
      ],
      lineage,
    )
    expect(supported?.origins.origins.map(({ name }) => name)).toEqual(['rusi'])
    expect(supported?.against.origins.map(({ name }) => name)).toEqual(['csis'])
    expect(supported?.citations).toHaveLength(3)
  })

  test('a paper that repeats two reports is no second origin of what one of them claims', () => {
    expect(originsOf('rusi', 'paper')).toEqual(['rusi'])
    expect(originsOf(undefined, 'paper')).toEqual(['csis', 'rusi'])
  })

  test('another organisation that saw it itself still counts beside the claimant', () => {
    expect(originsOf('rusi', 'paper', 'csis-2023')).toEqual(['csis', 'rusi'])
  })

  test('an observation that nothing cites rests on nothing', () => {
    expect(originsOf(undefined)).toEqual([])
  })

  test('an image cited itself was read by who recorded the observation, unless it says who claims it', () => {
    const image = source('planet-1', 'original', { kind: 'image', scene: { item: 'scene-1' } })
    const known = lineageOf([image, report('rusi-2023', 'rusi')], [])
    const supported = supportOf(
      [observation('by-jane'), observation('by-lee'), observation('claimed', { claimedBy: 'rusi' })],
      ['by-jane', 'by-lee', 'claimed'].map((id) => cites(id, 'planet-1')),
      known,
      (id) => ({ 'by-jane': 'jane', 'by-lee': 'lee', claimed: 'lee' })[id],
    )
    const readings = supported.map(({ origins }) => origins.origins.map((origin) => origin.readings))
    expect(readings).toEqual([[['jane']], [['lee']], [['rusi']]])
  })
})
