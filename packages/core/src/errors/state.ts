import { Condition } from './condition.ts';

/** What one stateful operator holds, for messages. */
export interface HeldState {
  readonly operator: string;
  readonly numRows: number;
  readonly sizeBytes: number;
}

export const STATE_TOO_LARGE: Condition<{
  maxStateBytes: number;
  sizeBytes: number;
  /** The largest first. */
  operators: readonly HeldState[];
}> = new Condition('STATE.TOO_LARGE', {
  kind: 'execution',
  message: ({ maxStateBytes, sizeBytes, operators }) =>
    `The state of the query is ${mib(sizeBytes)}, and maxStateBytes allows ${mib(maxStateBytes)}. ${heldText(operators)}. The batch is not committed.`,
  hint: 'Let state go: a withWatermark() before the aggregation, the join or the deduplication, shorter windows, a timeout for groups of your own. Or group by fewer distinct keys, or give the process more memory and raise maxStateBytes. Started again, the query goes on with this batch.',
});

/** Which operator holds how much: `stateStoreSave (agg-0) holds 812.0 MiB in 4000000 rows`. */
export function heldText(operators: readonly HeldState[]): string {
  return operators
    .map(
      ({ operator, numRows, sizeBytes }) =>
        `${operator} holds ${mib(sizeBytes)} in ${numRows} rows`,
    )
    .join(', ');
}

export function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
