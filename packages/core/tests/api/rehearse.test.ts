import {
  availableNow,
  createSession,
  type MemorySource,
  memorySink,
  type OutputSpec,
  rehearse,
  type Session,
} from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { beforeEach, describe, expect, test } from 'vitest';
import { SimFs, simPorts } from '../../../testing/src/index.ts';
import { printStoredPlan } from '../../src/analysis/plan-change/print-stored-plan.ts';
import { readCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import type { StoredPlan } from '../../src/plan/stored-plan.ts';
import { at, type Event, eventSource } from '../semantics/streams.ts';

const checkpointLocation = '/checkpoint';
let fs: SimFs;
let source: MemorySource<Event>;

beforeEach(async () => {
  fs = new SimFs();
  source = eventSource({ time: at('12:01'), kind: 'a' }, { time: at('12:09'), kind: 'b' });
  const session = createSession({ ports: simPorts({ seed: 1, fs }), warn: () => undefined });
  const query = await counting()(session);
  await query.awaitTermination();
});

function outputsOf(session: Session, length: '5 minutes' | '10 minutes'): OutputSpec[] {
  const counts = session
    .readStream(source)
    .withWatermark('time', '10 minutes')
    .filter((e) => e.kind.isNotNull())
    .groupBy((e) => ({ window: window(e.time, length), kind: e.kind }))
    .agg(() => ({ n: count() }));
  return [counts.writeTo(memorySink(), { outputMode: 'update', name: 'counts' })];
}

const counting =
  (length: '5 minutes' | '10 minutes' = '10 minutes') =>
  (session: Session): ReturnType<Session['start']> =>
    session.start({
      name: 'counts',
      checkpointLocation,
      trigger: availableNow(),
      outputs: outputsOf(session, length),
    });

const rehearsal = (length?: '5 minutes' | '10 minutes'): ReturnType<typeof rehearse> =>
  rehearse(counting(length), { ports: simPorts({ seed: 2, fs }) });

describe('a rehearsed query', () => {
  test('is planned and not run: nothing is written, and its handle has ended', async () => {
    const { operations } = fs;
    let isActive: boolean | undefined;
    const [query] = await rehearse(
      async (session) => {
        const handle = await counting()(session);
        isActive = handle.isActive;
        await handle.awaitTermination();
        await handle.processAllAvailable();
        await handle.stop();
      },
      { ports: simPorts({ seed: 2, fs }) },
    );
    expect(isActive).toBe(false);
    expect(query).toMatchObject({ name: 'counts', checkpointLocation });
    expect(query?.explain()).toContain('Aggregate');
    expect(fs.operations).toBe(operations);
  });

  test('says whether it may go on from the checkpoint', async () => {
    const { operations } = fs;
    const [same] = await rehearsal();
    expect(await same?.checkUpgrade()).toMatchObject({
      ...{ isAllowed: true, nextBatchId: 2, isRerun: false, differences: [], warnings: [] },
    });
    const [other] = await rehearsal('5 minutes');
    const check = await other?.checkUpgrade();
    expect(check).toMatchObject({ isAllowed: false, canBeForced: true });
    expect(check?.differences.map(({ verdict }) => verdict)).toEqual(['refused']);
    expect(check?.refusal?.message).toContain('QUERY.PLAN_CHANGED');
    expect(fs.operations).toBe(operations);
  });

  test('says that a batch would run again, and that a new checkpoint takes any query', async () => {
    await fs.unlink('/checkpoint/commits/1');
    const [query] = await rehearsal();
    expect(await query?.checkUpgrade()).toMatchObject({ isRerun: true, nextBatchId: 1 });
    const [other] = await rehearsal('5 minutes');
    expect(await other?.checkUpgrade('/new')).toMatchObject({ isAllowed: true, nextBatchId: 0 });
  });

  test('hears of settings that the checkpoint keeps, and of a form that it has not kept', async () => {
    const options = { ports: simPorts({ seed: 2, fs }), timeZone: 'Europe/Amsterdam' };
    const [query] = await rehearse(counting(), options);
    const { isAllowed, warnings } = (await query?.checkUpgrade()) ?? {};
    expect(isAllowed).toBe(true);
    expect(warnings).toEqual([expect.stringContaining("begun with timeZone 'UTC'")]);
    for (const { name } of await fs.readdir('/checkpoint/plans')) {
      await fs.unlink(`/checkpoint/plans/${name}`);
    }
    const [other] = await rehearsal('5 minutes');
    expect((await other?.checkUpgrade())?.warnings).toEqual([
      expect.stringContaining('the form of that one was not kept'),
    ]);
  });

  test('is refused where the stored state is damaged', async () => {
    for (const { name } of await fs.readdir('/checkpoint/state/0')) {
      await fs.unlink(`/checkpoint/state/0/${name}`);
    }
    const [query] = await rehearsal();
    const check = await query?.checkUpgrade();
    expect(check).toMatchObject({ isAllowed: false, canBeForced: false });
    expect(check?.refusal?.message).toContain('CHECKPOINT.CORRUPT');
  });

  test('that is wrong is an error of the rehearsal', async () => {
    await expect(rehearse((session) => session.start({ outputs: [] }))).rejects.toThrow(
      'QUERY.NO_OUTPUTS',
    );
  });
});

test('the form of a query that a checkpoint keeps can be read by people', async () => {
  const checkpoint = await readCheckpoint(fs, checkpointLocation);
  const [hash = ''] = (await checkpoint?.plans.former()) ?? [];
  const plan = (await checkpoint?.plans.get(hash)) as unknown as StoredPlan;
  expect(printStoredPlan(plan)).toBe(
    [
      'counts: memory, update',
      "+- Aggregate [window(time, INTERVAL '10 minutes') AS window, kind], [count(*) AS n]",
      '   +- Filter isNotNull(kind)',
      '      +- Watermark time: 10 minutes',
      '         +- Stream memory [time, kind]',
      '',
    ].join('\n'),
  );
});
