/** What stands at a path in a record, for instance at `['scene', 'cloudCover']`; undefined when a group on the way is missing. */
export function valueAt(record: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], record)
}

/** Like {@link valueAt} for one path and many records: looking at each step again was much of the time of an export. */
export function readerOf(path: readonly string[]): (record: unknown) => unknown {
  const [first = '', second] = path
  const outer = (record: unknown) => (record as Record<string, unknown> | undefined)?.[first]
  if (path.length === 1) return outer
  if (path.length > 2 || second === undefined) return (record) => valueAt(record, path)
  return (record) => (outer(record) as Record<string, unknown> | undefined)?.[second]
}

/** Sets a value deep in a draft, making the groups on the way; groups of another record it was copied from stay as they are. */
export function setAt(draft: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = ''] = path
  if (path.length <= 1) {
    draft[name] = value
    return
  }
  const inner = { ...(draft[name] as Record<string, unknown> | undefined) }
  setAt(inner, path.slice(1), value)
  draft[name] = inner
}
