/*
 * What it costs to trace a leg, as its observations grow a hundredfold; and to compare two days of a case, as the case
 * grows a hundredfold around the same 500 changes. `--scale N` is the number of observations of the large case
 * (1,000,000 when left out), each with a citation.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LegsCase, nthLeg } from './legs-case.ts'
import { beside, headBeside, makeBench, removeBench } from './measure.ts'

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1000000' } } })
const scale = Number(values.scale)
const RUNS = 3
/** Observations of one leg of the case that is compared. */
const PER_LEG = 1000
const CHANGED = 500
const CHANGED_LEGS = 5

const bench = makeBench()
const at = (name: string): string => join(bench.folder, name)

async function legs(): Promise<void> {
  const [few, many] = [Math.min(1000, scale), Math.min(100_000, scale)]
  for (const [name, observations] of [
    ['leg-small', few],
    ['leg-large', many],
  ] as const) {
    const made = new LegsCase(at(name))
    await made.fill(1, observations)
    await made.close()
  }
  headBeside(`One leg of ${String(many)} observations, beside one of ${String(few)}`, RUNS)
  for (const [name, ...argv] of [
    ['trace route LEG', 'route', nthLeg(0).id],
    ['trace route LEG --json', 'route', nthLeg(0).id, '--json'],
    ['trace route ROUTE', 'route', nthLeg(0).route],
  ] as const) {
    await beside(
      bench,
      RUNS,
      name,
      [...argv, '--case', at('leg-large')],
      [...argv, '--case', at('leg-small')],
    )
  }
}

async function days(): Promise<void> {
  const [few, many] = [Math.min(10_000, scale), scale]
  const entries: string[] = []
  for (const [name, observations] of [
    ['day-small', few],
    ['day-large', many],
  ] as const) {
    const made = new LegsCase(at(name))
    await made.fill(Math.ceil(observations / PER_LEG), PER_LEG, CHANGED_LEGS)
    entries.push(String(await made.entries()))
    await made.change(CHANGED)
    await made.close()
  }
  headBeside(
    `Two days of a case of ${String(many)} observations on legs of ${String(PER_LEG)}, ${String(CHANGED)} of them changed on ${String(CHANGED_LEGS)} legs, beside one of ${String(few)}`,
    RUNS,
  )
  const [small = '1', large = '1'] = entries
  for (const [name, ...argv] of [
    ['trace diff', 'diff'],
    ['trace diff ROUTE', 'diff', nthLeg(0).route],
    ['trace diff LEG', 'diff', nthLeg(0).id],
  ] as const) {
    await beside(
      bench,
      RUNS,
      `${name} --from`,
      [...argv, '--from', `#${large}`, '--case', at('day-large')],
      [...argv, '--from', `#${small}`, '--case', at('day-small')],
    )
  }
}

try {
  await legs()
  await days()
} finally {
  removeBench(bench)
}
