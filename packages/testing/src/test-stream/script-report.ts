import type { StreamingQueryProgress } from '@tidemark/core';
import type { Step } from './step.ts';
import { StepFailure, type TestedStream } from './tested-stream.ts';

/** What a failing script shows: why, the script with an arrow, and where the query was. */
export function scriptReport(failed: {
  readonly steps: readonly Step[];
  /** The step that did not go well. */
  readonly at: number;
  readonly error: unknown;
  readonly stream: TestedStream | undefined;
}): string {
  const { steps, at, error, stream } = failed;
  const script = steps.map(({ title }, i) => `${i === at ? '=> ' : '   '}${title}`);
  const query = stream?.isStarted === true ? ['', ...queryText(stream)] : [];
  return [reasonOf(error, stream), '', 'script', ...script, ...query].join('\n');
}

function reasonOf(error: unknown, stream: TestedStream | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if (error === stream?.failure) return `The query failed.\n\n${failureText(error)}`;
  // What the query died of explains most of what a step then misses.
  const failure = error instanceof StepFailure ? stream?.failure : undefined;
  return failure === undefined ? error.message : `${error.message}\n\n${failureText(failure)}`;
}

function failureText(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${failureText(error.cause)}` : '';
  return (error.stack ?? error.message) + cause;
}

function queryText(stream: TestedStream): readonly string[] {
  if (!stream.hasRun) return ['query', '   it could not start'];
  const { query } = stream;
  const progress = query.lastProgress;
  return [
    'query',
    `   ${query.isActive ? query.status.message : 'not running'}`,
    ...(progress === null ? ['   no batch in this run'] : progressText(progress)),
    ...query
      .explain()
      .trimEnd()
      .split('\n')
      .map((line) => `   ${line}`),
  ];
}

function progressText(progress: StreamingQueryProgress): readonly string[] {
  const { batchId, eventTime, sources, stateOperators, numLateRows } = progress;
  const { watermark } = eventTime;
  return [
    `   batch ${batchId}${watermark === undefined ? '' : `, watermark ${watermark}`}`,
    ...sources.map(
      ({ description, startOffset, endOffset, numInputRows }) =>
        `   ${description}: ${JSON.stringify(startOffset)} to ${JSON.stringify(endOffset)}, ${numInputRows} rows`,
    ),
    ...stateOperators.map(
      ({ operatorName, numRowsTotal }) => `   ${operatorName}: ${numRowsTotal} rows of state`,
    ),
    ...(numLateRows === 0 ? [] : [`   ${numLateRows} late rows`]),
  ];
}
