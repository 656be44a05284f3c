import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { caseAt, HOSTILE, isHarmless, killedAtAnyMoment, newCase, type TestCase } from './cases.ts'
import { smallCase } from './example.ts'
import { tempFolder, traced } from './harness.ts'
import { keyed } from './keyed.ts'
import { makeOlder, migrationsOf } from './older-case.ts'
import { soundHead } from './sound-case.ts'

/** Two analysts who went on with copies of one case: each moved Rajin, and each saw something else. */
function twoAnalysts(make = wentOn): { lee: TestCase; kim: TestCase } {
  const lee = newCase(make)
  return { lee, kim: caseAt(join(lee.folder, '..', 'kim')) }
}

function wentOn(lee: TestCase): void {
  const home = join(lee.folder, '..')
  rmSync(lee.folder, { recursive: true })
  cpSync(smallCase().folder, lee.folder, { recursive: true })
  cpSync(lee.folder, join(home, 'kim'), { recursive: true })
  const kim = caseAt(join(home, 'kim'))
  lee.traced(['correct', 'rajin', '--lat', '42.26', '--because', 'from the chart', '--analyst', 'lee'])
  lee.traced(seen('rajin', '2023-09-01', 'csis-2023-10-06'))
  kim.traced(['correct', 'rajin', '--lat', '42.27', '--because', 'from the image', '--analyst', 'kim'])
  writeFileSync(join(home, 'report.txt'), 'The Angara lay at Dunai on 3 September 2023.')
  kim.traced([
    ...['source', 'add', join(home, 'report.txt'), '--kind', 'report', '--title', 'Report C'],
    ...['--lineage', 'original'],
  ])
  kim.traced(seen('dunai', '2023-09-03', 'report-c'))
}

/** The database of a case as it is on the disk. */
function bytesOf({ folder }: TestCase): Buffer {
  return readFileSync(join(folder, 'case.db'))
}

function seen(place: string, on: string, source: string): string[] {
  return [
    'record',
    'ship-sighting',
    '--at',
    place,
    '--on',
    on,
    '--vessel',
    'angara',
    '--source',
    source,
    '--no-leg',
  ]
}

/** A case that has nothing to do with any other. */
function ownCase(title: string): TestCase {
  const folder = join(tempFolder(), 'case')
  traced(['init', folder, '--title', title])
  return caseAt(folder)
}

describe('trace merge', () => {
  test('takes an empty note for none, as a table does', () => {
    const { lee, kim } = twoAnalysts()
    lee.traced(['merge', kim.folder, '-m', ' '])
    lee.traced(['place', 'add', 'Khasan', '-m', ''])
    const packed = join(tempFolder(), 'package')
    lee.traced(['export', '--all', '-f', 'datapackage', '-o', packed])
    const copy = join(tempFolder(), 'copy')
    traced(['import', packed, copy])
    expect(caseAt(copy).traced(['verify'])).toContain('Everything is as it was recorded')
    expect(
      (caseAt(copy).json(['log', '--limit', '2']) as { note?: string }[]).map(({ note }) => note),
    ).toEqual([undefined, undefined])
  })

  test.each([
    ['on a terminal', 100],
    ['in a pipe', false],
  ])('%s says what came, and what is to be settled', (_, tty) => {
    const { lee, kim } = twoAnalysts()
    const { code, stdout, stderr } = lee.trace(['merge', kim.folder], { tty })
    expect(code).toBe(0)
    if (tty === false) {
      expect(stdout).toMatch(/^type\tadded\trepeated\n/)
      expect(stdout).toContain('observation\t1\t0\n')
      expect(stdout).toContain('place\t1\t3\n')
      expect(stderr).toMatch(
        /^Merged "original" \(\w{16}, 14 entries\) as entry 14: 4 revisions and 1 file added\./m,
      )
    } else {
      expect(stdout).toMatch(/Merged "original" .* as entry 14: 4 revisions and 1 file added\./)
      expect(stdout).toMatch(/observation\s+1\s+0/)
      expect(stdout).toMatch(/leaf \w{8} {2}lat 42\.26/)
    }
    expect(stderr).toContain('It is a copy of this very case, in which somebody went on')
    expect(stderr).toMatch(/warning: 1 record has revisions at odds: see them with trace conflicts/)
    expect(stderr).toContain('Recorded as entry 14.')
    expect(lee.traced(['verify'])).toMatch(/1 merged log/)
  })

  test('both ways gives the same records, and again nothing', () => {
    const { lee, kim } = twoAnalysts()
    lee.traced(['merge', kim.folder])
    kim.traced(['merge', lee.folder])
    for (const list of [['list'], ['place', 'list'], ['source', 'list'], ['show', 'rajin']]) {
      // All but where each stands in which log.
      const [one, other] = [lee, kim].map((kase) =>
        JSON.stringify(kase.json(list), (key, value: unknown) =>
          ['entry', 'history', 'by'].includes(key) ? undefined : value,
        ),
      )
      expect(one).toBe(other)
    }
    for (const [into, from] of [
      [lee, kim],
      [kim, lee],
      [lee, lee],
    ] as const) {
      const entries = into.entries()
      const { code, stderr } = into.trace(['merge', from.folder])
      expect({ code, entries: into.entries() }).toEqual({ code: 0, entries })
      expect(stderr).toMatch(/^Nothing to add: everything in .* is here already\.$/m)
    }
  })

  test('of an earlier copy adds nothing, and of a later one what it has more', () => {
    const { lee } = twoAnalysts()
    const earlier = join(tempFolder(), 'backup')
    lee.traced(['backup', earlier])
    lee.traced(['place', 'add', 'Khasan'])
    expect(lee.json(['merge', earlier])).toMatchObject({ entry: null, isCopy: true })
    const behind = caseAt(earlier)
    expect(behind.json(['merge', lee.folder])).toMatchObject({ added: { place: 1 }, isCopy: true })
    expect(behind.traced(['verify'])).toContain('Everything is as it was recorded')
  })

  test('takes a package, in a folder or a zip, and leaves nothing else', () => {
    const { lee, kim } = twoAnalysts()
    const home = tempFolder()
    for (const name of ['package', 'package.zip']) {
      kim.traced(['export', '--all', '-f', 'datapackage', '-o', join(home, name)])
      const into = join(home, `into-${name}`)
      cpSync(lee.folder, into, { recursive: true })
      const merged = caseAt(into)
      expect(merged.json(['merge', join(home, name)])).toMatchObject({ entry: 14, added: { observation: 1 } })
      expect(readdirSync(into).filter((file) => !file.startsWith('case.db'))).toEqual(['files'])
      expect(merged.traced(['verify'])).toContain('Everything is as it was recorded')
    }
  })

  test('of a case with an older schema leaves it as it is', () => {
    const { lee, kim } = twoAnalysts()
    const names = (folder: string) => readdirSync(folder).sort()
    makeOlder(kim.folder)
    const [before, theirs, ours] = [bytesOf(kim), names(kim.folder), names(lee.folder)]
    expect(lee.json(['merge', kim.folder, '--dry-run'])).toMatchObject({ added: { observation: 1 } })
    expect(lee.json(['merge', kim.folder])).toMatchObject({ entry: 14, added: { observation: 1 }, files: 1 })
    expect(migrationsOf(kim.folder)).toEqual([1, 2])
    expect(bytesOf(kim)).toEqual(before)
    expect([names(kim.folder), names(lee.folder)]).toEqual([theirs, ours])
    expect(lee.traced(['verify'])).toContain('Everything is as it was recorded')
  })

  test('of a damaged case with an older schema names it, and leaves nothing', () => {
    const { lee, kim } = twoAnalysts()
    makeOlder(kim.folder)
    rmSync(join(kim.folder, 'files'), { recursive: true })
    const { code, stderr } = lee.trace(['merge', kim.folder])
    expect(code).toBe(1)
    expect(stderr).toContain(`at ${kim.folder}\n`)
    expect(migrationsOf(kim.folder)).toEqual([1, 2])
    expect(readdirSync(lee.folder).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('with --dry-run writes nothing', () => {
    const { lee, kim } = twoAnalysts()
    const before = readdirSync(join(lee.folder), { recursive: true }).filter(
      (name) => !String(name).startsWith('case.db'),
    )
    const data = lee.json(['merge', kim.folder, '--dry-run'])
    expect(data).toMatchObject({
      dryRun: true,
      entry: null,
      added: { place: 1, source: 1, observation: 1, citation: 1 },
      files: 1,
      rivals: [{ type: 'place', id: 'rajin' }],
    })
    expect(lee.entries()).toBe(13)
    expect(
      readdirSync(join(lee.folder), { recursive: true }).filter(
        (name) => !String(name).startsWith('case.db'),
      ),
    ).toEqual(before)
    const { stdout } = lee.trace(['merge', kim.folder, '--dry-run'], { tty: 100 })
    expect(stdout).toMatch(/would add 4 revisions and 1 file\./)
    expect(stdout).toMatch(/1 record would get another revision of a number that is here/)
  })

  test('a case of somebody else is found by its documents, and its records are theirs in the log', () => {
    const { kim } = twoAnalysts()
    const own = ownCase('Railcars')
    own.traced(['merge', kim.folder])
    expect(own.traced(['search', 'Dunai'])).toContain('report-c')
    expect(own.traced(['log', '--of', titleOf(kim)])).toMatch(/\tkim\ttrace correct rajin --lat 42\.27/)
    const { history } = own.json(['show', 'rajin'])
    expect(history.at(-1)).toMatchObject({
      analyst: 'tester',
      origin: { analyst: 'kim', from: titleOf(kim) },
    })
    expect(
      own
        .traced(['log', '--of', titleOf(kim), '--limit', '2'])
        .trim()
        .split('\n'),
    ).toHaveLength(3)
  })

  test('its checkpoints hold, and those of another history do not', () => {
    const { lee, kim } = twoAnalysts()
    const key = keyed('kim')
    const checkpoint = join(tempFolder(), 'checkpoint.txt')
    key.traced(kim, ['seal', '-o', checkpoint])
    const own = ownCase('Railcars')
    const against = ['verify', '--against', checkpoint, '--key', key.verifier]
    expect(own.trace(against).code).toBe(1)
    own.traced(['merge', kim.folder])
    lee.traced(['merge', kim.folder])
    for (const kase of [own, lee]) {
      expect(kase.traced(against)).toContain('the log of the merged case')
      expect(kase.json(against)).toMatchObject({ ok: true, checkpoint: { consistent: true } })
      expect(key.trace(kase, ['seal', '--add', checkpoint, '-o', `${checkpoint}2`]).code).not.toBe(0)
    }
    // The same case, size and key, and another history: all was done again, at other times.
    const other = twoAnalysts((kase) => {
      wentOn(kase)
    })
    other.lee.traced(['merge', other.kim.folder])
    expect(other.lee.trace(against).code).toBe(1)
  })

  test('what is printed of a hostile title is harmless', () => {
    const other = ownCase(HOSTILE)
    other.traced(['place', 'add', 'Rajin', '--note', HOSTILE])
    const own = ownCase('Railcars')
    own.traced(['place', 'add', 'Rajin', '--note', 'north pier'])
    for (const [argv, tty] of [
      [['merge', other.folder], 100],
      [['conflicts'], 100],
      [['conflicts'], false],
      [['show', 'rajin'], 100],
      [['verify'], 100],
    ] as const) {
      const { stdout, stderr } = own.trace(argv, { tty, env: { NO_COLOR: '1' } })
      expect(isHarmless(stdout), argv.join(' ')).toBe(true)
      expect(isHarmless(stderr), argv.join(' ')).toBe(true)
    }
    expect(own.traced(['conflicts', '--csv'])).not.toMatch(/(^|,)"?=HYPERLINK/m)
  })

  test('killed at any moment leaves the case as it was, or whole', async () => {
    const { lee, kim } = twoAnalysts()
    const sites = join(kim.folder, '..', 'sites.csv')
    writeFileSync(sites, `name\n${Array.from({ length: 40 }, (_, n) => `Khasan ${String(n)}\n`).join('')}`)
    kim.traced(['import', sites, '--as', 'places'])
    const home = tempFolder()
    const folderOf = (n: number) => join(home, String(n), 'case')
    const moments: number[] = []
    await killedAtAnyMoment(
      30,
      home,
      (n) => {
        mkdirSync(join(home, String(n)))
        cpSync(lee.folder, folderOf(n), { recursive: true })
        return ['--case', folderOf(n), 'merge', kim.folder]
      },
      (n) => moments.push(n),
    )
    let done = 0
    for (const n of moments) {
      const entries = (await soundHead(folderOf(n)))?.number
      if (entries === 14) done += 1
      else expect(entries).toBe(13)
      expect(caseAt(folderOf(n)).json(['merge', kim.folder]).entry).toBe(entries === 14 ? null : 14)
    }
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(30)
  }, 240_000)
})

/** What a case is called. Merged into itself it says so, and adds nothing. */
function titleOf(kase: TestCase): string {
  return kase.json(['merge', kase.folder]).title as string
}

describe('revisions at odds', () => {
  const merged = (): { lee: TestCase; kim: TestCase } => {
    const both = twoAnalysts()
    both.lee.traced(['merge', both.kim.folder])
    return both
  }
  const revisions = (kase: TestCase) =>
    (kase.json(['conflicts']) as { verdict: string }[]).filter(({ verdict }) => verdict === 'revisions')

  test.each([
    ['on a terminal', 100],
    ['in a pipe', false],
  ])('%s are listed with who recorded each', (_, tty) => {
    const { lee } = merged()
    const { code, stdout } = lee.trace(['conflicts'], { tty })
    expect(code).toBe(0)
    if (tty === false)
      expect(stdout).toMatch(/^rajin\trevisions\t\topen\tno\tlat 42\.2[67]; lat 42\.2[67]\t/m)
    else {
      expect(stdout).toMatch(/leaf \w{8} {2}lat 42\.26 {2}by lee on [\d-]+, entry 12/)
      expect(stdout).toMatch(/leaf \w{8} {2}lat 42\.27 {2}by kim on [\d-]+, entry 12 of "original"/)
      expect(stdout).toContain('settle it: trace correct rajin --resolves --keep LEAF')
    }
    expect(lee.trace(['conflicts', '--open', '--exit-code']).code).toBe(1)
    expect(revisions(lee)).toMatchObject([{ key: 'rajin', state: 'open', revisions: [{ revision: 2 }] }])
  })

  test('are told of by route and show, and keep the record from being changed otherwise', () => {
    const { lee } = merged()
    expect(lee.trace(['route', 'orient-express']).stderr).toContain(
      'read until that is settled: place rajin.',
    )
    expect(lee.traced(['show', 'rajin'])).toContain('Revisions at odds since a merge  open')
    const refused = /The place rajin has revisions at odds since a merge \(revision 2\)/
    lee.refuses(['correct', 'rajin', '--lat', '42.3', '--because', 'measured'], refused)
    lee.refuses(['retract', 'rajin', '--because', 'unused'], /rests? on place rajin|revisions at odds/)
    lee.refuses(['settle', 'rajin', '--judgement', 'x', '--because', 'y'], /settled by a correction/)
    lee.refuses(['undo', '--because', 'wrong case'], /cannot be undone: it merged another case/)
  })

  test.each([
    ['one of them, by its leaf', (leaf: string) => ['--keep', leaf.slice(0, 8)], '42.27'],
    ['something else', () => ['--lat', '42.3'], '42.3'],
  ])('are settled for %s, in both cases', (_, how, lat) => {
    const { lee, kim } = merged()
    const [conflict] = revisions(lee) as unknown as {
      revisions: { versions: { leaf: string; record: { lat: number } }[] }[]
    }[]
    const theirs = conflict?.revisions[0]?.versions.find(({ record }) => record.lat === 42.27)
    lee.traced(['correct', 'rajin', '--resolves', ...how(theirs?.leaf ?? ''), '--because', 'the pier'])
    expect(revisions(lee)).toMatchObject([{ state: 'settled', resolvedBy: { reason: 'the pier' } }])
    expect(lee.traced(['conflicts', '--open'])).not.toContain('rajin')
    kim.traced(['merge', lee.folder])
    expect(revisions(kim)).toMatchObject([{ state: 'settled' }])
    for (const kase of [lee, kim]) expect(String(kase.json(['show', 'rajin']).record.lat)).toBe(lat)
    // From then on it is a record as any other; its next revision settles nothing.
    lee.traced(['correct', 'rajin', '--lon', '130.29', '--because', 'measured'])
    expect(lee.json(['show', 'rajin']).record.resolves).toBeUndefined()
    expect(lee.traced(['verify'])).toContain('Everything is as it was recorded')
  })

  test('are open again when what settled them is undone, and settled again when that is', () => {
    const { lee, kim } = merged()
    const lat = (kase: TestCase) => (kase.json(['show', 'rajin']).record as { lat: number }).lat
    const read = lat(lee)
    lee.traced(['correct', 'rajin', '--resolves', '--keep', 'other', '--because', 'the pier'])
    const settled = lat(lee)
    expect([read, settled].sort()).toEqual([42.26, 42.27])
    lee.traced(['undo', '--because', 'the wrong pier'])
    kim.traced(['merge', lee.folder])
    for (const kase of [lee, kim]) {
      expect(revisions(kase)).toMatchObject([{ state: 'open' }])
      expect(lat(kase)).toBe(read)
      expect(kase.traced(['show', 'rajin'])).toContain('Revisions at odds since a merge  open')
      expect(kase.trace(['conflicts'], { tty: 100 }).stdout).toMatch(
        new RegExp(`lat ${String(read)}.*\\s*\\(read until it is settled\\)`),
      )
      expect(kase.trace(['route', 'orient-express']).stderr).toContain('settled: place rajin.')
      expect(kase.traced(['verify'])).toContain('Everything is as it was recorded')
    }
    lee.refuses(['correct', 'rajin', '--lon', '130.3', '--because', 'measured'], /has revisions at odds/)
    lee.traced(['undo'])
    expect([lat(lee), revisions(lee)]).toMatchObject([settled, [{ state: 'settled' }]])
    kim.traced(['correct', 'rajin', '--resolves', '--keep', 'other', '--because', 'the pier after all'])
    expect([lat(kim), revisions(kim)]).toMatchObject([
      settled,
      [{ state: 'settled', resolvedBy: { reason: 'the pier after all' } }],
    ])
    kim.traced(['correct', 'rajin', '--lat', String(read), '--because', 'measured'])
    expect(revisions(kim)).toMatchObject([{ state: 'settled' }])
  })

  test('are not settled for the one that happens to be read', () => {
    const { lee } = merged()
    const refused =
      /it is not said which holds \(lat\): \w{8} says lat 42\.2[67]( \(read now\))?; \w{8} says lat/
    const resolves = ['correct', 'rajin', '--resolves', '--because', 'x']
    lee.refuses(resolves, refused)
    lee.refuses([...resolves, '--lon', '130.3'], refused)
    expect(lee.trace(resolves).stderr).toMatch(
      /trace correct rajin --resolves --keep \w{8} --because "…" \(or --keep \w{8}, or --lat \w+\)/,
    )
    expect(revisions(lee)).toMatchObject([{ state: 'open' }])
    // Taking the field off says what it should say, too.
    lee.traced([...resolves, '--unset', 'lat', '--unset', 'lon'])
    expect(revisions(lee)).toMatchObject([{ state: 'settled' }])
  })

  test('one of which takes the record back are settled by saying that it stays', () => {
    const { lee, kim } = twoAnalysts()
    lee.traced(['place', 'add', 'Khasan'])
    kim.traced(['merge', lee.folder])
    lee.traced(['correct', 'khasan', '--note', 'the station', '--because', 'on the chart'])
    kim.traced(['retract', 'khasan', '--because', 'unused'])
    lee.traced(['merge', kim.folder])
    const resolves = ['correct', 'khasan', '--resolves', '--because', 'used']
    lee.refuses(resolves, /retracted (yes|no), (no )?note/)
    expect(lee.trace(resolves).stderr).toContain('or: trace retract khasan --resolves')
    lee.refuses([...resolves, '--restore'], /it is not said which holds \(note\)/)
    lee.traced([...resolves, '--restore', '--note', 'the village'])
    expect(lee.json(['show', 'khasan']).record).toMatchObject({ note: 'the village' })
    expect(lee.json(['show', 'khasan']).record.retracted).toBeUndefined()
  })

  test('are settled by taking the record back', () => {
    const { lee, kim } = twoAnalysts()
    for (const kase of [lee, kim])
      kase.traced(['place', 'add', 'Khasan', '--note', `of ${kase === lee ? 'lee' : 'kim'}`])
    lee.traced(['merge', kim.folder])
    lee.refuses(['retract', 'khasan', '--because', 'unused'], /revisions at odds/)
    lee.traced(['retract', 'khasan', '--resolves', '--because', 'unused'])
    expect(revisions(lee).filter((one) => 'key' in one && one.key === 'khasan')).toMatchObject([
      { state: 'settled' },
    ])
    expect(lee.traced(['verify'])).toContain('Everything is as it was recorded')
  })

  test('that are none are not settled', () => {
    const { lee } = merged()
    lee.refuses(
      ['correct', 'dunai', '--resolves', '--because', 'x'],
      /No revisions of the place dunai are at odds/,
    )
    lee.refuses(['correct', 'rajin', '--resolves', '--keep', 'ffff0', '--because', 'x'], /has a leaf "ffff0"/)
    lee.refuses(['correct', 'rajin', '--keep', 'other', '--because', 'x'], /--keep goes with --resolves/)
    lee.refuses(['log', '--of', 'nowhere'], /No case "nowhere" was merged/)
  })
})

describe('what the one took back and the other uses', () => {
  test('is listed until it is mended', () => {
    const { lee, kim } = twoAnalysts()
    lee.traced(['place', 'add', 'Khasan'])
    kim.traced(['merge', lee.folder])
    lee.traced(['retract', 'khasan', '--because', 'entered twice'])
    kim.traced(seen('khasan', '2023-09-04', 'csis-2023-10-06'))
    const { stderr } = lee.trace(['merge', kim.folder])
    expect(stderr).toContain('1 record that was taken back is still used: see trace conflicts')
    expect(lee.trace(['conflicts'], { tty: 100 }).stdout).toMatch(
      /khasan {2}place was taken back, and is used by observation/,
    )
    expect(lee.trace(['conflicts', '--exit-code']).code).toBe(1)
    expect(lee.traced(['verify'])).toContain('Everything is as it was recorded')
    lee.traced(['correct', 'khasan', '--restore', '--because', 'it is used'])
    expect(lee.traced(['conflicts'])).not.toContain('khasan')
  })
})
