import { AssertionError } from 'node:assert';
import type { DataFrame, Mode } from '@tidemark/core';
import { checkOptions, type OutputMode, type Row } from '@tidemark/core/connector';
import { scriptReport } from './script-report.ts';
import type { Step } from './step.ts';
import { start } from './steps.ts';
import { StepFailure, TestedStream } from './tested-stream.ts';

export interface TestStreamOptions<M> {
  /** `append` unless said. */
  readonly outputMode?: Exclude<M, 'bounded'>;
}

/**
 * Runs a script against a streaming query (Spark: StreamTest). The whole engine runs, with a
 * checkpoint on a simulated disk and a clock that only the script moves; nothing sleeps. The frame
 * has to come from a {@link testSession}. Its query is started before the first step that needs it,
 * and stopped at the end. A check waits until what was added is done.
 *
 * Where the query does not do as the script says, the error shows the script with an arrow at the
 * step, what was expected beside what came, and what the query was doing.
 *
 * @throws AssertionError
 * @example
 * ```ts
 * const prices = memorySource(schema({ price: double() }));
 * await testStream(testSession().readStream(prices).filter((p) => p.price.gt(5)))(
 *   addData(prices, { price: 3 }, { price: 7 }),
 *   checkAnswer({ price: 7 }),
 *   crash(),
 *   restart(),
 *   addData(prices, { price: 9 }),
 *   checkNewAnswer({ price: 9 }),
 * );
 * ```
 */
export function testStream<R, W extends string, M extends Mode>(
  frame: DataFrame<R, W, M>,
  options: TestStreamOptions<M> = {},
): (...steps: readonly Step<R>[]) => Promise<void> {
  checkOptions('testStream()', options, { outputMode: true });
  const outputMode: OutputMode = options.outputMode ?? 'append';
  return async (...script) => {
    const anyFrame = frame as unknown as DataFrame<Row, never, OutputMode>;
    const steps = startedBefore(script);
    let stream: TestedStream | undefined;
    let at = 0;
    try {
      stream = await TestedStream.open(anyFrame, outputMode);
      for (const [i, step] of steps.entries()) {
        at = i;
        await step.run(stream);
        const isExpected = steps[i + 1]?.expectsFailure === true;
        if (stream.failure !== undefined && !isExpected) throw stream.failure;
      }
    } catch (error) {
      const report = new AssertionError({ message: scriptReport({ steps, at, error, stream }) });
      throw error instanceof StepFailure ? report : Object.assign(report, { cause: error });
    } finally {
      await stream?.stop();
    }
  };
}

/** The script with the start that it leaves out, before the first step that needs one. */
function startedBefore(script: readonly Step[]): readonly Step[] {
  const needy = script.findIndex(({ isBeforeStart }) => isBeforeStart !== true);
  const at = needy === -1 ? script.length : needy;
  const isStarted = script.slice(0, at).some(({ isStart }) => isStart);
  return isStarted ? script : [...script.slice(0, at), start(), ...script.slice(at)];
}
