import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { needs } from './programs.ts'

/** What Go's golang.org/x/mod/sumdb makes of notes and proofs: the program in `go/main.go`, built once. */
export class Notes {
  readonly #program: string

  /** Builds it from Debian's sources, without modules and without a network. */
  constructor() {
    needs('go', 'golang-go golang-golang-x-mod-dev')
    const folder = mkdtempSync(join(tmpdir(), 'trace-notes-'))
    this.#program = join(folder, 'notes')
    execFileSync('go', ['build', '-o', this.#program, 'main.go'], {
      cwd: fileURLToPath(new URL('go', import.meta.url)),
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        GOCACHE: join(folder, 'cache'),
        GOPATH: '/usr/share/gocode',
        GO111MODULE: 'off',
        GOPROXY: 'off',
        CGO_ENABLED: '0',
      },
    })
  }

  /** A new key. */
  key(name: string): { signer: string; verifier: string } {
    const [signer = '', verifier = ''] = this.#run(['key', name]).split('\n')
    return { signer, verifier }
  }

  /** A text as a note with one signature. */
  sign(text: string, signer: string): string {
    return this.#run(['sign', signer.trim()], text)
  }

  /** Size and root of a checkpoint, in Base64. @throws Error when it is not signed by that key */
  checkpoint(note: string | Buffer, verifier: string): { size: number; root: string } {
    const [size, root = ''] = this.#run(['checkpoint', verifier.trim()], note).split('\n')
    return { size: Number(size), root }
  }

  /** What each proof proves, and undefined for those that prove nothing. @throws Error for what is no key */
  proofs(proofs: readonly (string | Buffer)[], verifier: string): (string | undefined)[] {
    const lines = proofs.map((proof) => `${Buffer.from(proof).toString('base64')}\n`).join('')
    const answers = this.#run(['proofs', verifier.trim()], lines).trimEnd().split('\n')
    return answers.map((line) => (line.startsWith('ok ') ? line.slice(3) : undefined))
  }

  #run(argv: readonly string[], input: string | Buffer = ''): string {
    const { status, stdout, stderr } = spawnSync(this.#program, argv, {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
}
