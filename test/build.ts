import { execFileSync } from 'node:child_process'

/** The command-line tests start the built program, so what they test is what is shipped. */
export default function build(): void {
  execFileSync(process.execPath, ['esbuild.config.js'], { stdio: 'inherit' })
}
