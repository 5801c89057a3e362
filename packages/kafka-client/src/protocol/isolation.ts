/** Which records of transactions a reader sees: only those committed, or all as they come. */
export type Isolation = 'read_committed' | 'read_uncommitted';

/** The number that stands for an isolation in requests. */
export function isolationLevel(isolation: Isolation): 0 | 1 {
  return isolation === 'read_committed' ? 1 : 0;
}
