import { Argument, type Command } from 'commander'
import { readChoice } from '../model/choice.ts'
import { offering } from './choices.ts'
import type { Context } from './context.ts'

/*
 * The scripts hand the words of the line to `trace __complete` and offer what it prints; where it prints nothing, the
 * shell offers files. So a script stays right when commands change.
 */

const BASH = `# trace: completion for bash
_trace() {
  local -a words=()
  local word current rest value
  # bash takes "leg:stage" and "--flag=value" apart; put them together again, without quotes and backslashes.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    word=\${word//[\\"\\'\\\\]/}
    if ((\${#words[@]} > 0)) && [[ $word == [:=]* || \${words[-1]} == *[:=] ]]; then words[-1]+=$word; else words+=("$word"); fi
  done
  current=\${words[-1]}
  # It replaces only what stands after the last of these.
  rest=\${current%"\${current##*[:=]}"}
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    printf -v value %q "\${value#"$rest"}"
    COMPREPLY+=("$value")
  done < <(trace __complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _trace trace
`

const ZSH = `#compdef trace
# trace: completion for zsh
_trace() {
  local -a candidates
  local value description
  while IFS=$'\\t' read -r value description; do
    candidates+=("\${value//:/\\\\:}:$description")
  done < <(trace __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then _describe trace candidates; else _files; fi
}
compdef _trace trace
`

const FISH = `# trace: completion for fish
function __trace_complete
  set -l candidates (trace __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
  if test (count $candidates) -gt 0
    printf '%s\\n' $candidates
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c trace -f -a '(__trace_complete)'
`

const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const
const SHELLS = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[]

export function build(command: Command, context: Context): void {
  command
    .description(
      'Print a script that completes commands, options, and the names in the case as you type them.',
    )
    .addArgument(offering(new Argument('<SHELL>', SHELLS.join(', ')), SHELLS))
    .addHelpText(
      'after',
      `
Put it where your shell reads it, and start a new shell:
  bash   $ trace completion bash >> ~/.bashrc
  zsh    $ trace completion zsh >> ~/.zshrc            (after compinit)
  fish   $ trace completion fish > ~/.config/fish/completions/trace.fish

Examples:
  $ source <(trace completion bash)                    for this shell only`,
    )
    .action((shell: string) => {
      runCompletion(context, shell)
    })
}

/** @throws Failure `bad-choice` for a shell there is no script for. */
export function runCompletion(context: Pick<Context, 'stdout'>, shell: string): void {
  context.stdout.write(SCRIPTS[readChoice(shell, SHELLS) as keyof typeof SCRIPTS])
}
