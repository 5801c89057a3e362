import { isDeepStrictEqual } from 'node:util';
import type { StateOperatorProgress, StreamingError, StreamingQuery } from '@tidemark/core';
import { countText } from '../compare-rows.ts';
import { valueText } from '../value-key.ts';
import { putDurably } from './put-durably.ts';
import type { Step } from './step.ts';
import { type Crash, StepFailure, type StreamStart } from './tested-stream.ts';

// The verbs of a script that are not about rows; those are in `check-answer.ts`.

/** What {@link addData} fills: a `memorySource`. */
interface Fillable<R> {
  addData(...rows: readonly R[]): void;
}

/** Makes rows available, in one step. They are read with the next check, or trigger. */
export function addData<R>(source: Fillable<R>, ...rows: readonly NoInfer<R>[]): Step<never> {
  return {
    title: `addData(${countText(rows.length, 'row')}${rows.length === 0 ? '' : `: ${rows.map(valueText).join(', ')}`})`,
    isBeforeStart: true,
    run: () => {
      source.addData(...rows);
      return Promise.resolve();
    },
  };
}

/** Puts a file on the simulated disk, whole and durable, as another program does. For file sources. */
export function addFile(path: string, content: string | Uint8Array): Step<never> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    title: `addFile('${path}', ${countText(bytes.length, 'byte')})`,
    isBeforeStart: true,
    run: ({ machine }) => putDurably(machine.fs, path, bytes),
  };
}

/**
 * Starts the query, and waits until it has done what it can. A script that does not begin with it
 * has one in front. Without options it starts as the time before.
 */
export function start(options?: StreamStart): Step<never> {
  return {
    title: `start(${options === undefined ? '' : valueText(options)})`,
    isBeforeStart: true,
    isStart: true,
    run: (stream) => stream.start(options),
  };
}

/** Stops the query in good order. */
export function stop(): Step<never> {
  return { title: 'stop()', run: (stream) => stream.stop() };
}

/** Stops the query if it runs, and starts it as before. */
export function restart(): Step<never> {
  return {
    title: 'restart()',
    run: async (stream) => {
      await stream.stop();
      await stream.start();
    },
  };
}

/**
 * Lets the process die, and the machine with it: of what was not synced nothing survives, or what
 * `loss` says. `start()` or `restart()` begins the next process on the disk that is left.
 */
export function crash(how: Crash = {}): Step<never> {
  return {
    title: `crash(${Object.keys(how).length === 0 ? '' : valueText(how)})`,
    run: (stream) => stream.crash(how),
  };
}

/** Lets the next operation on the disk fail. Expect the error, and start again. */
export function failDisk(code: 'ENOSPC' | 'EIO' | 'EMFILE' | 'EACCES'): Step<never> {
  return {
    title: `failDisk('${code}')`,
    run: ({ machine: { fs } }) => {
      fs.failAt({ at: fs.operations, code });
      return Promise.resolve();
    },
  };
}

/** Waits until everything that is available, and the batches without data that it leads to, is done. */
export function processAllAvailable(): Step<never> {
  return { title: 'processAllAvailable()', run: (stream) => stream.requireAllProcessed() };
}

/** Moves the clock, at once (Spark: AdvanceManualClock). A trigger whose time has come fires once. */
export function advanceProcessingTime(ms: number): Step<never> {
  return { title: `advanceProcessingTime(${ms})`, run: (stream) => stream.advance(ms) };
}

/**
 * The state of the query after its newest batch (Spark: assertNumStateRows), for each stateful
 * operator, the one nearest to the output first. Only what is named is compared.
 */
export function checkState(...operators: readonly Partial<StateOperatorProgress>[]): Step<never> {
  return {
    title: `checkState(${operators.map(valueText).join(', ')})`,
    run: async (stream) => {
      await stream.processAll();
      const actual = stream.query.lastProgress?.stateOperators ?? [];
      const seen = actual.map((operator, i) =>
        Object.fromEntries(
          Object.keys(operators[i] ?? {}).map((name) => [
            name,
            operator[name as keyof StateOperatorProgress],
          ]),
        ),
      );
      if (isDeepStrictEqual(seen, operators)) return;
      throw new StepFailure(
        `The state is ${actual.length === 0 ? 'not there' : actual.map(valueText).join(', ')}.`,
      );
    },
  };
}

/** The watermark by which the newest batch evicted. */
export function checkWatermark(expected: Date | string): Step<never> {
  const at = new Date(expected);
  return {
    title: `checkWatermark(${at.toISOString()})`,
    run: async (stream) => {
      await stream.processAll();
      const actual = stream.query.lastProgress?.eventTime.watermark;
      if (actual !== undefined && Date.parse(actual) === at.getTime()) return;
      throw new StepFailure(
        actual === undefined ? 'There is no watermark.' : `The watermark is ${actual}.`,
      );
    },
  };
}

/** Anything else about the running query: false, or an error, is a failure. */
export function assertOnQuery(
  assert: (query: StreamingQuery) => boolean | void | Promise<boolean | void>,
  title = 'fn',
): Step<never> {
  return {
    title: `assertOnQuery(${title})`,
    run: async (stream) => {
      await stream.processAll();
      if ((await assert(stream.query)) === false) throw new StepFailure('The assertion is false.');
    },
  };
}

/**
 * The query has failed, or fails with what is there: with an error, or one that caused it, whose
 * condition has this name, or whose message has this text or fits this pattern.
 */
export function expectError(what: string | RegExp): Step<never> {
  return {
    title: `expectError(${typeof what === 'string' ? `'${what}'` : String(what)})`,
    expectsFailure: true,
    run: async (stream) => {
      if (stream.failure === undefined) await stream.processAll();
      const { failure } = stream;
      if (failure === undefined) throw new StepFailure('The query did not fail.');
      if (!causesOf(failure).some((error) => isMeant(error, what))) {
        throw new StepFailure('The query failed with another error.');
      }
      stream.forgive();
    },
  };
}

function isMeant(error: Error, what: string | RegExp): boolean {
  if (typeof what !== 'string') return what.test(error.message);
  return (error as Partial<StreamingError>).condition === what || error.message.includes(what);
}

function causesOf(error: Error): readonly Error[] {
  return error.cause instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}
