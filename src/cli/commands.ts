import type { Command } from 'commander'
import type { Context } from './context.ts'

/** One file of this folder: declares the options of a command, and runs it when it is asked for. */
export interface CommandModule {
  build(command: Command, context: Context): void
}

export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly group: 'Daily work' | 'Reference data' | 'The case' | 'More'
  readonly load: () => Promise<CommandModule>
  readonly hidden?: boolean
}

/** Every command with what `trace --help` says of it. The file of a command is loaded when it is used. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'record',
    summary: 'record one observation and the document it comes from',
    group: 'Daily work',
    load: () => import('./record.ts'),
  },
  {
    name: 'link',
    summary: 'tie an observation to another document',
    group: 'Daily work',
    load: () => import('./link.ts'),
  },
  {
    name: 'correct',
    summary: 'change a record, keeping what it said before',
    group: 'Daily work',
    load: () => import('./correct.ts'),
  },
  {
    name: 'retract',
    summary: 'take a record back, saying why',
    group: 'Daily work',
    load: () => import('./retract.ts'),
  },
  {
    name: 'undo',
    summary: 'take back a whole entry, the last one unless named',
    group: 'Daily work',
    load: () => import('./undo.ts'),
  },
  { name: 'list', summary: 'list observations', group: 'Daily work', load: () => import('./list.ts') },
  {
    name: 'show',
    summary: 'show any record, with its history and lineage',
    group: 'Daily work',
    load: () => import('./show.ts'),
  },
  {
    name: 'search',
    summary: 'search notes, names, quotations and documents',
    group: 'Daily work',
    load: () => import('./search.ts'),
  },
  {
    name: 'route',
    summary: 'trace a route: the evidence for each leg',
    group: 'Daily work',
    load: () => import('./route.ts'),
  },
  {
    name: 'conflicts',
    summary: 'what is recorded and cannot all be true',
    group: 'Daily work',
    load: () => import('./conflicts.ts'),
  },
  {
    name: 'settle',
    summary: 'record what a conflict is judged to be, and why',
    group: 'Daily work',
    load: () => import('./settle.ts'),
  },
  {
    name: 'diff',
    summary: 'what was known then, and what is known now',
    group: 'Daily work',
    load: () => import('./diff.ts'),
  },
  {
    name: 'gaps',
    summary: 'days on which nobody looked',
    group: 'Daily work',
    load: () => import('./gaps.ts'),
  },
  {
    name: 'export',
    summary: 'write the evidence to a file, for a report',
    group: 'Daily work',
    load: () => import('./export.ts'),
  },
  {
    name: 'source',
    summary: 'documents: add, derive, file, list, show, tree',
    group: 'Reference data',
    load: () => import('./source.ts'),
  },
  {
    name: 'place',
    summary: 'places: add, list, show',
    group: 'Reference data',
    load: () => import('./place.ts'),
  },
  {
    name: 'vessel',
    summary: 'ships: add, list, show',
    group: 'Reference data',
    load: () => import('./vessel.ts'),
  },
  {
    name: 'organisation',
    summary: 'organisations: add, list, show',
    group: 'Reference data',
    load: () => import('./organisation.ts'),
  },
  {
    name: 'relation',
    summary: 'who owns, operates or sanctions whom: add, list, show',
    group: 'Reference data',
    load: () => import('./relation.ts'),
  },
  {
    name: 'conversion',
    summary: 'units taken for one another, with a source: add, list, show',
    group: 'Reference data',
    load: () => import('./conversion.ts'),
  },
  {
    name: 'leg',
    summary: 'legs of a route: add, list, show',
    group: 'Reference data',
    load: () => import('./leg.ts'),
  },
  { name: 'init', summary: 'start a case', group: 'The case', load: () => import('./init.ts') },
  {
    name: 'demo',
    summary: 'make a case with the Orient Express of 2023 in it',
    group: 'The case',
    load: () => import('./demo.ts'),
  },
  { name: 'log', summary: 'who recorded what, and when', group: 'The case', load: () => import('./log.ts') },
  {
    name: 'verify',
    summary: 'check that nothing in the case was changed',
    group: 'The case',
    load: () => import('./verify.ts'),
  },
  {
    name: 'seal',
    summary: 'sign a checkpoint of the case, for others to keep',
    group: 'The case',
    load: () => import('./seal.ts'),
  },
  {
    name: 'key',
    summary: 'the key you sign with: new, show, export',
    group: 'The case',
    load: () => import('./key.ts'),
  },
  {
    name: 'prove',
    summary: 'a proof that one record is in the sealed case',
    group: 'The case',
    load: () => import('./prove.ts'),
  },
  {
    name: 'check-proof',
    summary: 'check such a proof; needs no case',
    group: 'The case',
    load: () => import('./check-proof.ts'),
  },
  {
    name: 'backup',
    summary: 'a verified copy of the case, while others write',
    group: 'The case',
    load: () => import('./backup.ts'),
  },
  {
    name: 'restore',
    summary: 'make a case from a backup',
    group: 'The case',
    load: () => import('./restore.ts'),
  },
  {
    name: 'import',
    summary: 'take in a spreadsheet, or a whole case',
    group: 'Daily work',
    load: () => import('./import.ts'),
  },
  {
    name: 'merge',
    summary: 'take in what another analyst recorded',
    group: 'The case',
    load: () => import('./merge.ts'),
  },
  { name: 'schema', summary: 'the records as JSON Schema', group: 'More', load: () => import('./schema.ts') },
  {
    name: 'completion',
    summary: 'completion for bash, zsh or fish',
    group: 'More',
    load: () => import('./completion.ts'),
  },
  {
    name: '__complete',
    summary: 'answers the completion scripts',
    group: 'More',
    load: () => import('./complete.ts'),
    hidden: true,
  },
]
