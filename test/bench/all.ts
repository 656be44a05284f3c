/* Every benchmark, one after the other, each with the options of all. */
await import('./start.ts')
await import('./custody.ts')
await import('./evidence.ts')
await import('./exchange.ts')
