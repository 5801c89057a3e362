import {
  availableNow,
  createSession,
  fileSource,
  int,
  json,
  memorySource,
  nullable,
  processingTime,
  rateSource,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { count, desc, sum, window } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import {
  addData,
  addFile,
  advanceProcessingTime,
  assertOnQuery,
  checkAnswer,
  checkLastBatch,
  checkNewAnswer,
  checkOrderedAnswer,
  checkState,
  checkWatermark,
  crash,
  expectError,
  failDisk,
  processAllAvailable,
  restart,
  SimMachine,
  type Step,
  start,
  stop,
  testSession,
  testStream,
} from '../src/index.ts';

const Sale = schema({ country: string(), amount: int() });
const at = (time: string): Date => new Date(`2024-01-01T${time}:00Z`);

/** The message of the report of a script that does not hold. */
async function reportOf(run: Promise<void>): Promise<string> {
  return run.then(
    () => 'it went well',
    (error: Error) => error.message,
  );
}

test('a script adds rows and checks the answer, as a whole, what is new, and the last batch', async () => {
  const sales = memorySource(Sale);
  const large = testSession()
    .readStream(sales)
    .filter((s) => s.amount.gt(10));
  await testStream(large)(
    addData(sales, { country: 'NL', amount: 5 }, { country: 'NL', amount: 50 }),
    checkAnswer({ country: 'NL', amount: 50 }),
    addData(sales, { country: 'DE', amount: 20 }, { country: 'BE', amount: 30 }),
    checkNewAnswer({ country: 'BE', amount: 30 }, { country: 'DE', amount: 20 }),
    checkNewAnswer(),
    addData(sales, { country: 'FR', amount: 11 }),
    processAllAvailable(),
    addData(sales, { country: 'FR', amount: 12 }),
    checkLastBatch({ country: 'FR', amount: 12 }),
    checkAnswer(
      { country: 'FR', amount: 11 },
      { country: 'FR', amount: 12 },
      { country: 'NL', amount: 50 },
      { country: 'DE', amount: 20 },
      { country: 'BE', amount: 30 },
    ),
  );
});

test('a windowed count closes by its watermark, and a late row counts nowhere', async () => {
  const Event = schema({ time: timestamp(), kind: string() });
  const source = memorySource(Event);
  const counts = testSession()
    .readStream(source)
    .withWatermark('time', '10 minutes')
    .groupBy((e) => ({ window: window(e.time, '10 minutes'), kind: e.kind }))
    .agg(() => ({ n: count() }));
  const first = { window: { start: at('12:00'), end: at('12:10') }, kind: 'a', n: 2 };
  await testStream(counts)(
    addData(source, { time: at('12:01'), kind: 'a' }, { time: at('12:02'), kind: 'a' }),
    checkAnswer(),
    checkState({ numRowsTotal: 1 }),
    addData(source, { time: at('12:25'), kind: 'a' }),
    checkAnswer(first),
    checkWatermark(at('12:15')),
    checkState({ numRowsTotal: 1, numRowsRemoved: 1 }),
    crash({ loss: 'torn', seed: 7 }),
    restart(),
    addData(source, { time: at('12:03'), kind: 'a' }),
    checkNewAnswer(),
    assertOnQuery((query) => query.recentProgress.some(({ numLateRows }) => numLateRows === 1)),
    checkAnswer(first),
  );
});

test('update and complete give the rows of their mode, the complete ones in order', async () => {
  const sales = memorySource(Sale);
  const totals = testSession()
    .readStream(sales)
    .groupBy('country')
    .agg((s) => ({ total: sum(s.amount) }));
  await testStream(totals, { outputMode: 'update' })(
    addData(sales, { country: 'NL', amount: 1 }, { country: 'DE', amount: 2 }),
    checkAnswer({ country: 'NL', total: 1 }, { country: 'DE', total: 2 }),
    addData(sales, { country: 'NL', amount: 4 }),
    checkLastBatch({ country: 'NL', total: 5 }),
  );
  const more = memorySource(Sale);
  const ranking = testSession()
    .readStream(more)
    .groupBy('country')
    .agg((s) => ({ total: sum(s.amount) }))
    .orderBy((s) => [desc(s.total)]);
  await testStream(ranking, { outputMode: 'complete' })(
    addData(more, { country: 'NL', amount: 1 }, { country: 'DE', amount: 2 }),
    checkOrderedAnswer({ country: 'DE', total: 2 }, { country: 'NL', total: 1 }),
    addData(more, { country: 'NL', amount: 4 }),
    checkOrderedAnswer({ country: 'NL', total: 5 }, { country: 'DE', total: 2 }),
  );
});

test('whatever operation of the disk a process dies before, each row is there once', async () => {
  let operations = 0;
  for (let afterOperations = 0; afterOperations < 40; afterOperations++) {
    const sales = memorySource(Sale);
    const machine = new SimMachine();
    await testStream(testSession({ machine }).readStream(sales))(
      addData(sales, { country: 'NL', amount: 1 }),
      checkAnswer({ country: 'NL', amount: 1 }),
      addData(sales, { country: 'NL', amount: 2 }),
      crash({ afterOperations, loss: 'random', seed: afterOperations }),
      restart(),
      checkAnswer({ country: 'NL', amount: 1 }, { country: 'NL', amount: 2 }),
    );
    operations = Math.max(operations, machine.fs.operations);
  }
  expect(operations).toBeGreaterThan(20);
});

test('an interval passes only when the script lets it', async () => {
  const sales = memorySource(Sale);
  await testStream(testSession().readStream(sales))(
    start({ trigger: processingTime('10 seconds') }),
    addData(sales, { country: 'NL', amount: 1 }),
    advanceProcessingTime(9000),
    checkAnswer(),
    advanceProcessingTime(1000),
    checkAnswer({ country: 'NL', amount: 1 }),
    assertOnQuery(({ recentProgress }) => recentProgress.length === 1),
  );
  await testStream(
    testSession()
      .readStream(rateSource({ rowsPerSecond: 2 }))
      .select('value'),
  )(
    advanceProcessingTime(1000),
    checkAnswer({ value: 0 }, { value: 1 }),
    advanceProcessingTime(500),
    checkNewAnswer(),
    advanceProcessingTime(500),
    checkNewAnswer({ value: 2 }, { value: 3 }),
  );
});

test('files come as other programs leave them, and a query may end by itself', async () => {
  const files = testSession().readStream(fileSource({ path: '/in/sales', format: json(Sale) }));
  await testStream(files)(
    addFile('/in/sales/a.json', '{"country":"NL","amount":1}\n'),
    start({ trigger: availableNow() }),
    checkAnswer({ country: 'NL', amount: 1 }),
    assertOnQuery((query) => !query.isActive),
    addFile('/in/sales/b.json', '{"country":"DE","amount":2}\n'),
    crash(),
    restart(),
    checkNewAnswer({ country: 'DE', amount: 2 }),
  );
});

test('an error that is expected is no failure, and the next run makes good', async () => {
  const sales = memorySource(Sale);
  await testStream(testSession().readStream(sales))(
    addData(sales, { country: 'NL', amount: 1 }),
    checkAnswer({ country: 'NL', amount: 1 }),
    failDisk('ENOSPC'),
    addData(sales, { country: 'NL', amount: 2 }),
    expectError('DISK.WRITE_FAILED'),
    checkAnswer({ country: 'NL', amount: 1 }),
    restart(),
    checkNewAnswer({ country: 'NL', amount: 2 }),
    stop(),
    start({ checkpointLocation: '/another' }),
    checkNewAnswer({ country: 'NL', amount: 1 }, { country: 'NL', amount: 2 }),
  );
});

test('an error of the start can be expected too', async () => {
  const sales = memorySource(Sale, [{ country: 'NL', amount: 1 }]);
  const machine = new SimMachine();
  await testStream(testSession({ machine }).readStream(sales))(
    stop(),
    failDisk('EIO'),
    start(),
    expectError(/EIO/),
    start(),
    checkAnswer({ country: 'NL', amount: 1 }),
  );
});

test('a failing check shows the script with an arrow, and both sides with what differs', async () => {
  const sales = memorySource(Sale);
  const report = await reportOf(
    testStream(testSession().readStream(sales))(
      addData(sales, { country: 'NL', amount: 5 }, { country: 'DE', amount: 12 }),
      checkAnswer({ country: 'DE', amount: 12 }, { country: 'NL', amount: 7 }),
      stop(),
    ),
  );
  expect(report.replace(/ +\(test-stream.*\)/, '')).toMatchInlineSnapshot(`
    "The rows differ: 1 row is missing, 1 row is not expected.

    expected (2 rows)
      | country | amount |
      | DE      | 12     |
    - | NL      | 7      |
    actual (2 rows)
      | country | amount |
      | DE      | 12     |
    + | NL      | 5      |

    script
       addData(2 rows: {country: NL, amount: 5}, {country: DE, amount: 12})
       start()
    => checkAnswer({country: DE, amount: 12}, {country: NL, amount: 7})
       stop()

    query
       Waiting for data to arrive
       batch 0
       memory: 0 to 1, 2 rows
       Output answer-0: answer, append, exactly-once
       StreamingRelation memory"
  `);
});

test('a query that dies shows the script, and what it died of', async () => {
  const sales = memorySource(Sale);
  const report = await reportOf(
    testStream(testSession().readStream(sales))(
      addData(sales, { country: 'NL', amount: 5 }),
      checkAnswer({ country: 'NL', amount: 5 }),
      failDisk('EIO'),
      addData(sales, { country: 'NL', amount: 6 }),
      checkNewAnswer({ country: 'NL', amount: 6 }),
    ),
  );
  expect(report).toContain('[DISK.WRITE_FAILED]');
  expect(report).toContain("   failDisk('EIO')\n");
  expect(report).toContain('=> checkNewAnswer({country: NL, amount: 6})');
  expect(report).toContain('   batch 0');
});

test('each kind of step says what it found instead', async () => {
  const sales = memorySource(Sale);
  const stream = testSession().readStream(sales);
  const run = (...steps: Step<never>[]): Promise<string> => reportOf(testStream(stream)(...steps));
  expect(await run(expectError('DISK'))).toMatch(/^The query did not fail\.\n/);
  expect(await run(stop(), failDisk('EIO'), start(), expectError('ENOENT'))).toMatch(
    /^The query failed with another error\.\n\n.*: EIO/s,
  );
  expect(await run(checkWatermark('2024-01-01'))).toMatch(/^There is no watermark\./);
  expect(await run(checkState({ numRowsTotal: 1 }))).toMatch(/^The state is not there\./);
  expect(await run(assertOnQuery(() => false))).toMatch(/^The assertion is false\./);
  expect(await run(start({ trigger: processingTime('1 hour') }), processAllAvailable())).toMatch(
    /^The query waits for its next trigger/,
  );
  expect(await run(start(), start())).toMatch(/^The query runs already\./);
});

test('a frame of any other session is refused before its disk is touched', async () => {
  const machine = new SimMachine();
  const { fs } = machine;
  const session = createSession({ ports: { ...machine.ports, machine: undefined } as never });
  const run = testStream(session.readStream(memorySource(Sale)))(checkAnswer());
  expect(await reportOf(run)).toMatch(/^The frame has to come from a session that testSession/);
  expect(fs.operations).toBe(0);
});

test('the rows of a script are those of the frame', async () => {
  const Note = schema({ id: int(), note: nullable(string()) });
  const notes = memorySource(Note);
  const script = testStream(testSession().readStream(notes));
  await script(
    addData(notes, { id: 1, note: null }),
    // @ts-expect-error -- no such column
    addData(notes, { id: 2, note: 'x', other: 1 }),
    checkAnswer({ id: 1, note: null }, { id: 2, note: 'x' }),
  );
  const misuse = (): unknown => [
    // @ts-expect-error -- a column is missing
    script(checkAnswer({ id: 1 })),
    // @ts-expect-error -- a column too many
    script(checkAnswer({ id: 1, note: null, other: 1 })),
    // @ts-expect-error -- not a number
    script(checkNewAnswer({ id: '1', note: null })),
    // @ts-expect-error -- a stream of rows has no complete result
    testStream(testSession().readStream(notes), { outputMode: 'complete' }),
  ];
  expect(misuse).toBeTypeOf('function');
});
