import type { StoredPlan } from '@tidemark/core/checkpoint';
import type { Contents } from '../checkpoint/contents.ts';

/** What a rewind means for one output of the query. */
export interface SinkAdvice {
  /** The name of the output. */
  readonly sinkId: string;
  /** The kind of its sink. */
  readonly sink: string;
  readonly advice: string;
}

const FILE_SINKS: ReadonlySet<string> = new Set(['parquet', 'json', 'csv', 'text']);

/**
 * What becomes of rows that sinks have taken already, in batches after `toBatch`. Those batches are planned
 * anew, and may be cut otherwise: what is known of a batch by its number is of the former one.
 *
 * @param isGiven - the outputs whose files are moved aside
 */
export function adviceFor(
  contents: Contents,
  toBatch: number,
  isGiven: ReadonlySet<string>,
): readonly SinkAdvice[] {
  const outputs = planOfNewest(contents)?.outputs ?? [];
  return outputs.map(({ name: sinkId, sink }) => ({
    sinkId,
    sink,
    advice: adviceOn(sink, toBatch, isGiven.has(sinkId)),
  }));
}

/** The form of the query that ran the newest batch. */
export function planOfNewest({ commits, offsets, plans }: Contents): StoredPlan | undefined {
  const entries = [...[...commits.values()].toReversed(), ...[...offsets.values()].toReversed()];
  for (const { value } of entries) {
    const plan = value?.planHash === undefined ? undefined : plans.get(value.planHash)?.value;
    if (plan !== undefined) return plan;
  }
  return undefined;
}

function adviceOn(sink: string, toBatch: number, isGiven: boolean): string {
  if (FILE_SINKS.has(sink)) {
    return isGiven
      ? `the files of batches after ${toBatch} are put aside with the checkpoint's; the output is that of batch ${toBatch}`
      : `the files of batches after ${toBatch} stay, and their rows are there twice until each number comes again: add --output with its folder`;
  }
  switch (sink) {
    case 'kafka':
      return `records of batches after ${toBatch} stay in the topic. Exactly-once: the next start is refused with KAFKA_SINK.AHEAD_OF_CHECKPOINT; give the output another name, and the rows are appended again. At-least-once: they are appended again`;
    case 'memory':
    case 'console':
      return 'nothing is kept; the rows are shown again';
    default:
      return `it gets the rows after batch ${toBatch} again, under the same numbers and maybe cut otherwise. A sink that skips numbers it has seen would leave rows out: make it forget batches after ${toBatch} first. One that replaces by key is right by itself`;
  }
}
