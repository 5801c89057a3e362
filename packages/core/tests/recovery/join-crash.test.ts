import { availableNow, createSession, int, schema, string, timestamp } from '@tidemark/core';
import { beforeAll, expect, test } from 'vitest';
import { LOSSES, SimCrash, SimFs, simPorts } from '../../../testing/src/index.ts';
import { blockSource } from '../runtime/block-source.ts';
import { at } from '../semantics/streams.ts';
import { publishedLines, stagedSink } from './staged-sink.ts';

// A full outer join of two streams on a disk that can fail. Both tables of its state go through every
// way to die: a pair that met before, a row that waits for its partner, and one that never finds any,
// each comes out once. No row comes later than the watermark allows, and the last rows close the rest.

const Impression = schema({ ad: string(), shown: timestamp(), page: int() });
const Click = schema({ clickedAd: string(), clicked: timestamp() });

const shown = (ad: string, time: string, page = 1) => ({ ad, shown: at(`${time}:00`), page });
const clicked = (ad: string, time: string) => ({ clickedAd: ad, clicked: at(`${time}:00`) });

const IMPRESSIONS = [
  [shown('a', '12:00'), shown('b', '12:01'), shown('never clicked', '12:02')],
  [shown('c', '12:10'), shown('a', '12:11', 2)],
  [shown('d', '12:30')],
];
const CLICKS = [
  [clicked('a', '12:03')],
  [clicked('b', '12:12'), clicked('never shown', '12:12')],
  [clicked('a', '12:20'), clicked('d', '12:35')],
];
const LAST = { impressions: [shown('z', '18:00')], clicks: [clicked('z', '18:00')] };

const FOLDER = '/out/joined';

async function runProcess(fs: SimFs, seed: number, isLast = false): Promise<void> {
  const session = createSession({ ports: simPorts({ seed, fs }), warn: () => undefined });
  const left = isLast ? [...IMPRESSIONS, LAST.impressions] : IMPRESSIONS;
  const right = isLast ? [...CLICKS, LAST.clicks] : CLICKS;
  const options = { blocksPerBatch: 1 };
  const impressions = session
    .readStream(blockSource(Impression, left, { ...options, description: 'impressions' }))
    .withWatermark('shown', '10 minutes');
  const clicks = session
    .readStream(blockSource(Click, right, { ...options, description: 'clicks' }))
    .withWatermark('clicked', '10 minutes');
  const joined = impressions.join(
    clicks,
    (i, c) => i.ad.eq(c.clickedAd).and(c.clicked.between(i.shown, i.shown.plus('15 minutes'))),
    'fullOuter',
  );
  const query = await session.start({
    checkpointLocation: '/checkpoint',
    trigger: availableNow(),
    outputs: [joined.writeTo(stagedSink(FOLDER))],
  });
  await query.awaitTermination();
}

async function outputAfter(fs: SimFs, seed: number): Promise<readonly string[]> {
  await runProcess(fs, seed);
  await runProcess(fs, seed + 1, true);
  return publishedLines(fs, FOLDER);
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

test('a run that nothing happens to gives every pair and every lonely row once', () => {
  const pairs = undisturbed.map((line) => {
    const { ad, clickedAd } = JSON.parse(line) as { ad?: string; clickedAd?: string };
    return `${ad ?? '-'} ${clickedAd ?? '-'}`;
  });
  expect(pairs.sort()).toEqual(
    ['- never shown', 'a a', 'a a', 'b b', 'c -', 'd d', 'never clicked -', 'z z'].sort(),
  );
});

test('a crash before any operation, with any loss, changes nothing of the output', async () => {
  let cases = 0;
  for (let operation = 0; operation <= operations; operation += 11) {
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
