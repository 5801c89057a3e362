import type { Contents } from './contents.ts';

/** Where a start would go on, as the logs of a checkpoint are: the names of entries decide. */
export interface Position {
  /** The newest batch that was begun; -1 for none. */
  readonly begun: number;
  /** The newest batch that is done; -1 for none. */
  readonly done: number;
  /** The entries without which a start is refused. */
  readonly needed: readonly string[];
}

export function positionOf({ offsets, commits }: Contents): Position {
  const begun = Math.max(-1, ...offsets.keys());
  const done = Math.max(-1, ...commits.keys());
  const needed: string[] = [];
  // A batch that was begun runs again, on what the one before it left.
  if (begun > done) needed.push(`offsets/${begun}`);
  const last = begun > done ? begun - 1 : done;
  if (last >= 0) needed.push(`offsets/${last}`, `commits/${last}`);
  return { begun, done, needed };
}
