import { expect } from 'vitest'
import { Failure } from '../../src/model/failure.ts'

/** The failure that `work` ends with. */
export function refusal(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  return expect.unreachable('nothing was refused')
}

/** The failure that a promise is rejected with. */
export async function refused(work: Promise<unknown>): Promise<Failure> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome === undefined) return expect.unreachable('nothing was refused')
  if (outcome instanceof Failure) return outcome
  throw new Error('rejected with something else than a failure', { cause: outcome })
}
