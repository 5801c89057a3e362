import {
  consoleSink,
  createSession,
  csv,
  csvSink,
  fileSource,
  int,
  json,
  jsonSink,
  memorySink,
  memorySource,
  rateSource,
  schema,
  string,
  text,
  textSink,
  timestamp,
} from '@tidemark/core';
import { calendarWindow, first, last, mask, udf } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { testSession, testStream } from '../../../testing/src/index.ts';
import { UNKNOWN_OPTION } from '../../src/errors/option.ts';

// A misspelt option would do nothing, silently. Every function that takes options refuses a name that it
// does not have, for users whom no compiler tells, and says which one was probably meant.

const Row = schema({ id: int(), name: string(), at: timestamp() });
const path = './nowhere';
const session = createSession({ warn: () => undefined });
const rows = session.readStream(memorySource(Row));

/** What takes options, a name that it has, and the same misspelt. */
const TAKERS: readonly (readonly [
  of: string,
  misspelt: string,
  meant: string,
  call: (o: object) => unknown,
])[] = [
  ['createSession()', 'timezone', 'timeZone', (o) => createSession(o)],
  [
    'session.start()',
    'checkpointlocation',
    'checkpointLocation',
    (o) => session.start({ outputs: [], ...o }),
  ],
  ['writeTo()', 'outputmode', 'outputMode', (o) => rows.writeTo(memorySink(), o)],
  ['withWatermark()', 'idleAfer', 'idleAfter', (o) => rows.withWatermark('at', '1 minute', o)],
  [
    'fileSource()',
    'maxFilesPerTriger',
    'maxFilesPerTrigger',
    (o) => fileSource({ path, format: text(), ...o }),
  ],
  ['memorySource()', 'partition', 'partitions', (o) => memorySource(Row, [], o)],
  ['rateSource()', 'rowPerSecond', 'rowsPerSecond', (o) => rateSource(o)],
  ['jsonSink()', 'partitionby', 'partitionBy', (o) => jsonSink({ path, ...o })],
  ['csvSink()', 'delimeter', 'delimiter', (o) => csvSink({ path, ...o })],
  ['textSink()', 'compresion', 'compression', (o) => textSink({ path, ...o })],
  ['consoleSink()', 'numRow', 'numRows', (o) => consoleSink(o)],
  ['json()', 'Mode', 'mode', (o) => json(Row, o)],
  ['csv()', 'headers', 'header', (o) => csv(Row, o)],
  ['testSession()', 'timezone', 'timeZone', (o) => testSession(o)],
  ['testStream()', 'outputmode', 'outputMode', (o) => testStream(rows, o)],
  [
    'calendarWindow()',
    'startofweek',
    'startOfWeek',
    (o) => rows.select((r) => ({ w: calendarWindow(r.at, '1 day', o) })),
  ],
  ['udf()', 'determinstic', 'deterministic', (o) => udf([int()], int(), (n) => n, o)],
  ['mask()', 'uper', 'upper', (o) => rows.select((r) => ({ m: mask(r.name, o) }))],
  [
    'first()',
    'ignoreNull',
    'ignoreNulls',
    (o) => rows.groupBy('id').agg((r) => ({ f: first(r.name, o) })),
  ],
  [
    'last()',
    'ignoreNull',
    'ignoreNulls',
    (o) => rows.groupBy('id').agg((r) => ({ f: last(r.name, o) })),
  ],
  [
    'transformWithState()',
    'timemode',
    'timeMode',
    (o) =>
      rows
        .groupBy('id')
        .transformWithState({ output: Row, outputMode: 'append', timeMode: 'none', ...o }, () => ({
          handleInputRows: () => [],
        })),
  ],
  [
    'flatMapGroupsWithState()',
    'timeOut',
    'timeout',
    (o) =>
      rows
        .groupBy('id')
        .flatMapGroupsWithState(
          { state: int(), output: Row, outputMode: 'append', timeout: 'none', ...o },
          () => [],
        ),
  ],
];

type Refusal = ReturnType<typeof UNKNOWN_OPTION.error>;

async function refusal(call: () => unknown): Promise<Refusal> {
  try {
    await call();
  } catch (error) {
    if (UNKNOWN_OPTION.is(error)) return error;
    throw error;
  }
  throw new Error('it took the option');
}

describe.each(TAKERS)('%s', (of, misspelt, meant, call) => {
  test('refuses an option that it does not have', async () => {
    const error = await refusal(() => call({ zzzzzzzzzzzz: 1 }));
    // A session of tests is one with ports of its own.
    expect(error.parameters.of).toBe(of === 'testSession()' ? 'createSession()' : of);
    expect(error.parameters).toMatchObject({ option: 'zzzzzzzzzzzz', suggestion: undefined });
    expect(error.parameters.known.length).toBeGreaterThan(0);
  });

  test('says which one a misspelt one was meant to be', async () => {
    const error = await refusal(() => call({ [misspelt]: 1 }));
    expect(error.parameters.suggestion).toBe(meant);
  });

  test('takes no option from the prototype of objects for one of its own', async () => {
    const error = await refusal(() => call({ toString: 1 }));
    expect(error.parameters.option).toBe('toString');
  });
});
