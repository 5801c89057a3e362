import { availableNow, createSession, int, schema, string, timestamp } from '@tidemark/core';
import { beforeAll, expect, test } from 'vitest';
import { LOSSES, SimCrash, SimFs, simPorts } from '../../../testing/src/index.ts';
import { blockSource } from '../runtime/block-source.ts';
import { at } from '../semantics/streams.ts';
import { publishedLines, stagedSink } from './staged-sink.ts';

// A processor with every kind of variable and with timers, and a function of groups behind the same
// source, on a disk that can fail. Each table of their state goes through every way to die: what is
// published in the end is what a run that nothing happens to publishes.

const Event = schema({ user: string(), word: string(), time: timestamp() });
const Line = schema({ user: string(), text: string() });

const event = (user: string, word: string, time: string) => ({
  user,
  word,
  time: at(`${time}:00`),
});
const BLOCKS = [
  [event('ann', 'a', '12:00'), event('bob', 'b', '12:01')],
  [event('ann', 'b', '12:04'), event('ann', 'a', '12:05')],
  [event('eve', 'e', '12:12'), event('bob', 'clear', '12:12')],
  [event('bob', 'c', '12:14'), event('ann', 'd', '12:30')],
];
const LAST = [event('zoe', 'z', '18:00')];

const FOLDER = '/out/said';

async function runProcess(fs: SimFs, seed: number, isLast = false): Promise<void> {
  const session = createSession({ ports: simPorts({ seed, fs }), warn: () => undefined });
  const blocks = isLast ? [...BLOCKS, LAST] : BLOCKS;
  const groups = session
    .readStream(blockSource(Event, blocks, { blocksPerBatch: 1 }))
    .withWatermark('time', '0 seconds')
    .groupBy('user');
  const processed = groups.transformWithState(
    { output: Line, outputMode: 'append', timeMode: 'eventTime' },
    (handle) => {
      const calls = handle.valueState('calls', int());
      const words = handle.listState('words', string());
      const counts = handle.mapState('counts', string(), int());
      const all = () =>
        `${words.get().join('')} ${[...counts.entries()].map(String).sort().join()}`;
      return {
        *handleInputRows({ user }, rows, timers) {
          calls.update((calls.getOption() ?? 0) + 1);
          for (const { word, time } of rows) {
            if (word === 'clear') words.clear();
            else words.append(word);
            counts.set(word, (counts.get(word) ?? 0) + 1);
            timers.register(time.getTime() + 600_000);
          }
          yield { user, text: `call ${calls.get()}: ${all()}` };
        },
        *handleExpiredTimer({ user }, timers, expiryMs) {
          yield { user, text: `${new Date(expiryMs).toISOString()}: ${all()}` };
          if (timers.list().length > 1) return;
          calls.clear();
          words.clear();
          counts.clear();
        },
      };
    },
  );
  const mapped = groups.flatMapGroupsWithState(
    { state: int(), output: Line, outputMode: 'append', timeout: 'eventTime' },
    function* ({ user }, rows, state) {
      state.update((state.getOption() ?? 0) + [...rows].length);
      yield { user, text: `${state.hasTimedOut ? 'timed out after' : 'has'} ${state.get()}` };
      if (state.hasTimedOut) state.remove();
      else state.setTimeoutTimestamp(state.getCurrentWatermarkMs() + 1, '5 minutes');
    },
  );
  const query = await session.start({
    checkpointLocation: '/checkpoint',
    trigger: availableNow(),
    outputs: [
      processed.writeTo(stagedSink(FOLDER), { name: 'processed' }),
      mapped.writeTo(stagedSink(`${FOLDER}-mapped`), { name: 'mapped' }),
    ],
  });
  await query.awaitTermination();
}

async function outputAfter(fs: SimFs, seed: number): Promise<readonly string[]> {
  await runProcess(fs, seed);
  await runProcess(fs, seed + 1, true);
  return [...(await publishedLines(fs, FOLDER)), ...(await publishedLines(fs, `${FOLDER}-mapped`))];
}

function isCrash(error: Error | undefined): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause)
    if (e instanceof SimCrash) return true;
  return false;
}

let undisturbed: readonly string[] = [];
let operations = 0;

beforeAll(async () => {
  const fs = new SimFs();
  await runProcess(fs, 1);
  operations = fs.operations;
  undisturbed = await outputAfter(fs, 2);
});

test('a run that nothing happens to calls for rows, timers and timeouts', () => {
  const texts = undisturbed.map((text) => Object.values(JSON.parse(text) as object).join(' '));
  expect(texts).toContain('ann call 3: abad a,2,b,1,d,1');
  expect(texts).toContain('bob 2024-01-01T12:11:00.000Z: c b,1,c,1,clear,1');
  expect(texts).toContain('bob 2024-01-01T12:24:00.000Z: c b,1,c,1,clear,1');
  expect(texts.filter((text) => text.includes('timed out')).length).toBeGreaterThan(2);
});

test('a crash before any operation, with any loss, changes nothing of the output', async () => {
  let cases = 0;
  for (let operation = 0; operation <= operations; operation += 13) {
    const fs = new SimFs();
    fs.crashBefore(operation);
    const failure = await runProcess(fs, 1).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(failure === undefined || isCrash(failure), failure?.message).toBe(true);
    for (const [i, { mode, seed }] of LOSSES.entries()) {
      if ((operation + i) % 6 !== 0) continue;
      const output = await outputAfter(fs.crash(mode, seed), 10);
      expect(output, `${mode} ${seed} before ${fs.trace.at(-1)}`).toEqual(undisturbed);
      cases++;
    }
  }
  expect(cases).toBeGreaterThan(20);
}, 120_000);
