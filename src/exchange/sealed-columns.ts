import type { Checkpoint } from '../custody/checkpoint.ts'
import { recordLeaf } from '../custody/record-leaf.ts'
import type { EvidenceColumn } from './evidence-row.ts'

/**
 * Columns by which a row in a published table is traced back to the case: the leaves of what it was made of, and the checkpoint
 * of the log that has them. `trace prove` gives the proof for either leaf.
 */
export function sealedColumns({ size, root }: Checkpoint): EvidenceColumn[] {
  const hex = Buffer.from(root).toString('hex')
  return [
    {
      name: 'leaf',
      type: 'string',
      description: 'leaf of this revision of the observation, in hexadecimal',
      of: ({ observation }) => recordLeaf(observation),
    },
    {
      name: 'citation_leaf',
      type: 'string',
      description: 'leaf of this revision of the citation, in hexadecimal',
      of: ({ citation }) => (citation === undefined ? undefined : recordLeaf(citation)),
    },
    {
      name: 'checkpoint_size',
      type: 'integer',
      description: 'leaves of the log that was sealed',
      of: () => size,
    },
    { name: 'checkpoint_root', type: 'string', description: 'its root, in hexadecimal', of: () => hex },
  ]
}
