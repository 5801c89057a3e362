/** So many files of one size class become one of the next. */
const FAN_OUT = 8;
/** Files below this are of the smallest class: reading one costs more than its bytes. */
const SMALLEST_CLASS_BYTES = 64 * 1024;

/**
 * Where to begin merging a chain of files: all from the index on become one. The index of the newest
 * file means no merging.
 *
 * - When all others outweigh the oldest file, the whole chain becomes one: the disk never holds much
 *   more than twice the table, and a restart never reads more.
 * - When there are {@link FAN_OUT} files of one size class, they and the newer ones become one. As
 *   classes grow by the same factor a row is written again once for each class, and a chain has
 *   fewer than `FAN_OUT` files for each (size-tiered compaction; O'Neil et al., "The log-structured
 *   merge-tree").
 *
 * @param sizes - of the files, oldest first, the new one last
 */
export function mergeFrom(sizes: readonly number[]): number {
  const [oldest = 0, ...others] = sizes;
  const othersBytes = others.reduce((sum, size) => sum + size, 0);
  if (othersBytes > Math.max(oldest, SMALLEST_CLASS_BYTES)) return 0;
  let from = sizes.length - 1;
  let sizeClassOfRun = 0;
  let runEnd = sizes.length;
  for (let i = sizes.length - 1; i >= 0; i--) {
    // A file older than a larger one counts as that large: classes only fall along the chain.
    const sizeClass = Math.max(sizeClassOfRun, sizeClassOf(sizes[i] as number));
    if (sizeClass > sizeClassOfRun) {
      sizeClassOfRun = sizeClass;
      runEnd = i + 1;
    }
    if (runEnd - i >= FAN_OUT) from = i;
  }
  return from;
}

function sizeClassOf(sizeBytes: number): number {
  if (sizeBytes <= SMALLEST_CLASS_BYTES) return 0;
  return 1 + Math.floor(Math.log(sizeBytes / SMALLEST_CLASS_BYTES) / Math.log(FAN_OUT));
}
