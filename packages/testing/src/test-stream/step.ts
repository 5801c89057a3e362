import type { TestedStream } from './tested-stream.ts';

/**
 * One line of a script for {@link testStream}.
 *
 * @typeParam R - the rows of the frame that it talks about
 */
export interface Step<out R = unknown> {
  /** As the script was written: `advanceProcessingTime(1000)`. */
  readonly title: string;
  /** What it does. Rejects where the query does not do as the script says. */
  readonly run: (stream: TestedStream) => Promise<void>;
  /** True for what may come before the query has started; others start it. */
  readonly isBeforeStart?: boolean;
  readonly isStart?: boolean;
  /** True where the step expects that the query has failed. */
  readonly expectsFailure?: boolean;
  /** @internal Never there: it carries the type. */
  readonly '~row'?: R;
}
