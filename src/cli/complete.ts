import type { Command } from 'commander'

export function build(command: Command): void {
  command.action(() => undefined)
}
