import { Option, type Command } from 'commander'
import { filterFrom, listObservations } from '../case/list.ts'
import { renderList, UNCONFIRMED } from '../render/list.ts'
import { SORTS, type Sort } from '../store/port.ts'
import type { ReadingOptions } from '../case/case.ts'
import type { Context } from './context.ts'
import { noticeCredibility } from './credibility.ts'
import { addFilterOptions, typedFilter, type FilterOptions } from './filters.ts'
import { noticeLeftOut } from './left-out.ts'
import { positive } from './numbers.ts'
import { addOutputOptions, isForScreen, isTable, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, withReading, type GlobalOptions } from './session.ts'

/** Rows on a screen. What goes to a pipe or a program is whole, unless a page of it is asked for. */
const PAGE = 50

export function build(command: Command, context: Context): void {
  command
    .description('List observations. Every filter given has to hold; a filter given twice may be either.')
    .optionsGroup('Filters:')
  addFilterOptions(command)
  command
    .optionsGroup('Order and pages:')
    .addOption(new Option('--sort <COLUMN>', 'order by').choices([...SORTS]).default('observed'))
    .option('--reverse', 'the other way round; what has no value still comes last')
    .addOption(
      new Option('--limit <N>', `rows on a page (on a terminal ${String(PAGE)}, else all)`).argParser(
        positive,
      ),
    )
    .addOption(new Option('--page <N>', 'which page').argParser(positive).default(1))
    .addOption(new Option('--all', 'every row, also on a terminal').conflicts(['limit', 'page']))
  addReadingOptions(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Examples:
  $ trace list --place tumangang --observed 2023-09/2023-10
  $ trace list --originator RUSI --leg rajin-dunai
  $ trace list --outcome none-seen --csv
  $ trace list --where place=tumangang --where observed=2023-10
  $ trace list --text tarp --as-of 7
  $ trace list --all`,
  )
  command.action(async (_options: unknown, self: Command) => {
    await runList(context, self.optsWithGlobals())
  })
}

interface ListOptions extends FilterOptions, ReadingOptions, OutputOptions, GlobalOptions {
  sort: Sort
  reverse?: boolean
  limit?: number
  page: number
  all?: boolean
}

export async function runList(context: Context, options: ListOptions): Promise<void> {
  await withReading(context, options, async ({ store }, reading) => {
    const filter = await filterFrom(store, typedFilter(options), reading)
    const { page, sort, reverse = false } = options
    const limit = rowsOnPage(context, options)
    const offset = (page - 1) * limit
    const listing = await listObservations(store, filter, { sort, reverse, limit, offset }, reading)
    await print(renderList(listing.rows), options, context.stdout)
    const { total, undated } = listing.found
    const shown = listing.rows.length
    if (total === 0) await notice(context, options, 'No observation fits.')
    else if (shown < total) {
      const range = shown === 0 ? 'none' : `${String(offset + 1)} to ${String(offset + shown)}`
      const next =
        offset + shown < total && shown > 0 ? ` Next: --page ${String(page + 1)}; everything: --all.` : ''
      await notice(context, options, `Showing ${range} of ${String(total)} observations.${next}`)
    }
    if (undated > 0) await notice(context, options, `${String(undated)} undated left out by --observed.`)
    const unconfirmed = listing.rows.filter(({ warnings }) => warnings.length > 0)
    await noticeCredibility(
      context,
      options,
      { observations: unconfirmed.length, first: unconfirmed.map(({ shortId }) => shortId) },
      isTable(options, context.stdout) ? UNCONFIRMED : undefined,
    )
    await noticeLeftOut(context, options, listing.leftOut)
  })
}

/** A page was asked for when there is a limit or a page after the first. */
function rowsOnPage({ stdout }: Context, options: ListOptions): number {
  const { limit, page, all = false } = options
  if (limit !== undefined) return limit
  return !all && (page > 1 || isForScreen(options, stdout)) ? PAGE : Number.MAX_SAFE_INTEGER
}
