import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from './programs.ts'

/** The rules of the authority, as `openssl ts -reply` reads them. */
const RULES = `[tsa]
default_tsa = synthetic
[synthetic]
serial = serial
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha256, sha384, sha512
accuracy = secs:1
tsa_name = yes
ess_cert_id_alg = sha256
`
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/**
 * A time-stamping authority on this machine, by OpenSSL, with a root of its own that nobody else trusts. It stands until
 * the process ends.
 */
export class TimeAuthority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'trace-authority-'))

  constructor() {
    needs('openssl')
    const file = (name: string, text: string): void => {
      writeFileSync(join(this.#folder, name), text)
    }
    file('rules', RULES)
    file('serial', '0A\n')
    file('use', 'extendedKeyUsage = critical,timeStamping\n')
    const root = ['-keyout', 'root.key', '-out', 'root.pem', '-subj', '/O=Synthetic Watch/CN=Synthetic root']
    this.#openssl('req', '-x509', ...KEY, ...root, '-days', '2')
    const own = ['-keyout', 'own.key', '-out', 'own.csr', '-subj', '/O=Synthetic Watch/CN=Synthetic time']
    this.#openssl('req', ...KEY, ...own)
    const by = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '2']
    this.#openssl('x509', '-req', '-in', 'own.csr', ...by, '-extfile', 'use', '-out', 'own.pem')
  }

  /** The certificate that has to be trusted for its stamps to be. */
  get root(): string {
    return join(this.#folder, 'root.pem')
  }

  /** The one that signs them. */
  get certificate(): string {
    return join(this.#folder, 'own.pem')
  }

  /** Answers a request. @param request path of it @param reply path for the answer */
  answer(request: string, reply: string): void {
    const signing = ['-signer', 'own.pem', '-inkey', 'own.key', '-chain', 'root.pem']
    this.#openssl('ts', '-reply', '-config', 'rules', ...signing, '-queryfile', request, '-out', reply)
  }

  #openssl(...argv: readonly string[]): void {
    execFileSync('openssl', argv, { cwd: this.#folder, stdio: 'pipe' })
  }
}
