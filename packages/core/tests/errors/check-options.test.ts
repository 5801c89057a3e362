import { describe, expect, test } from 'vitest';
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
  textSink,
  timestamp,
} from '../../src/index.ts';

// What users of JavaScript write, and users of TypeScript in objects the compiler does not look into.
const wrong = (options: object): never => options as never;

const session = createSession();
const Row = schema({ a: int(), at: timestamp() });
const rows = session.readStream(memorySource(Row));
const groups = rows.groupBy('a');

describe('an option that was misspelt is refused, with the name that was meant', () => {
  test.each<[string, () => unknown, string, string]>([
    ['createSession()', () => createSession(wrong({ timezone: 'UTC' })), 'timezone', 'timeZone'],
    ['rateSource()', () => rateSource(wrong({ rowPerSecond: 1 })), 'rowPerSecond', 'rowsPerSecond'],
    ['consoleSink()', () => consoleSink(wrong({ numrows: 1 })), 'numrows', 'numRows'],
    ['json()', () => json(Row, wrong({ maxRecordbytes: 1 })), 'maxRecordbytes', 'maxRecordBytes'],
    ['csv()', () => csv(Row, wrong({ headers: true })), 'headers', 'header'],
    [
      'fileSource()',
      () => fileSource(wrong({ path: 'x', format: json(Row), maxFilePerTrigger: 1 })),
      'maxFilePerTrigger',
      'maxFilesPerTrigger',
    ],
    [
      'jsonSink()',
      () => jsonSink(wrong({ path: 'x', compresion: 'gzip' })),
      'compresion',
      'compression',
    ],
    ['csvSink()', () => csvSink(wrong({ path: 'x', delimeter: ';' })), 'delimeter', 'delimiter'],
    [
      'textSink()',
      () => textSink(wrong({ path: 'x', partitonBy: [] })),
      'partitonBy',
      'partitionBy',
    ],
    [
      'withWatermark()',
      () => rows.withWatermark('at', '1 minute', wrong({ maxFutureScew: '1 hour' })),
      'maxFutureScew',
      'maxFutureSkew',
    ],
    [
      'writeTo()',
      () => rows.writeTo(memorySink(), wrong({ outputmode: 'update' })),
      'outputmode',
      'outputMode',
    ],
    [
      'mapGroupsWithState()',
      () =>
        groups.mapGroupsWithState(wrong({ state: int(), output: Row, timeOut: 'none' }), () =>
          wrong({}),
        ),
      'timeOut',
      'timeout',
    ],
    [
      'transformWithState()',
      () =>
        groups.transformWithState(
          wrong({ output: Row, outputMode: 'append', timemode: 'none' }),
          () => wrong({}),
        ),
      'timemode',
      'timeMode',
    ],
  ])('%s', (of, use, option, meant) => {
    expect(use).toThrow(`[OPTION.UNKNOWN] ${of} has no option '${option}'.`);
    expect(use).toThrow(`Did you mean '${meant}'?`);
  });

  test('session.start()', async () => {
    const request = { outputs: [rows.writeTo(memorySink())], checkpointlocation: 'x' };
    await expect(session.start(request)).rejects.toThrow("Did you mean 'checkpointLocation'?");
  });
});

test('a name that is like none is answered with those there are', () => {
  expect(() => rateSource(wrong({ speed: 1 }))).toThrowErrorMatchingInlineSnapshot(`
    [StreamingError: [OPTION.UNKNOWN] rateSource() has no option 'speed'.
      hint: Use one of rowsPerSecond.]
  `);
});

test('an option that JavaScript inherits is no option', () => {
  expect(() => rateSource(wrong({ toString: 1 }))).toThrow('OPTION.UNKNOWN');
});
