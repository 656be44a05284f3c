import { createHash } from 'node:crypto'

/**
 * The Merkle Tree Hash as RFC 6962 section 2.1 defines it, by recursion, to check the tree that grows against.
 * @param leaves leaf hashes
 */
export function merkleTreeHash(leaves: readonly Uint8Array[]): Buffer {
  const [first] = leaves
  if (first === undefined) return createHash('sha256').digest()
  if (leaves.length === 1) return Buffer.from(first)
  // The largest power of two smaller than their number.
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(merkleTreeHash(leaves.slice(0, k)))
    .update(merkleTreeHash(leaves.slice(k)))
    .digest()
}
