import { expect, it } from 'vitest';
import { ManualClock, seededRand } from '../src/index.ts';

it('wakes sleepers in the order of their times, those that fall asleep on the way too', async () => {
  const clock = new ManualClock(1000);
  const seen: string[] = [];
  const nap = async (name: string, ms: number): Promise<void> => {
    await clock.sleep(ms);
    seen.push(`${name} ${clock.nowMs()}`);
  };
  void nap('late', 30);
  void nap('early', 10).then(() => nap('again', 10));
  void nap('never', 1000);
  await clock.advance(50);
  expect(seen).toEqual(['early 1010', 'again 1020', 'late 1030']);
  expect(clock.nowMs()).toBe(1050);
  expect(clock.monotonicMs()).toBe(50);
  expect(clock.sleeperCount).toBe(1);
});

it('can jump: who should have woken on the way wakes at the end', async () => {
  const clock = new ManualClock(1000);
  const seen: string[] = [];
  const nap = async (name: string, ms: number): Promise<void> => {
    await clock.sleep(ms);
    seen.push(`${name} ${clock.nowMs()}`);
  };
  void nap('late', 30).then(() => nap('again', 10));
  void nap('early', 10);
  clock.jump(50);
  await clock.yield();
  expect(seen).toEqual(['early 1050', 'late 1050']);
  expect(clock.sleeperCount).toBe(1);
});

it('ends a sleep that is aborted', async () => {
  const clock = new ManualClock();
  const stop = new AbortController();
  const nap = clock.sleep(1000, stop.signal);
  stop.abort();
  await nap;
  await clock.sleep(1000, stop.signal);
  expect(clock.sleeperCount).toBe(0);
});

it('tells when somebody sleeps', async () => {
  const clock = new ManualClock();
  const asleep = clock.untilSleeping();
  void clock.sleep(5);
  await asleep;
  expect(clock.sleeperCount).toBe(1);
});

it('gives the same random values for the same seed', () => {
  const values = (seed: number): unknown[] => {
    const rand = seededRand(seed);
    return [rand.next(), rand.uuid(), rand.attemptId()];
  };
  expect(values(7)).toEqual(values(7));
  expect(values(7)).not.toEqual(values(8));
  expect(seededRand(1).uuid()).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(seededRand(1).attemptId()).toMatch(/^[0-9a-z]{8}$/);
});

it('is set back, and nobody sleeps longer for it', async () => {
  const clock = new ManualClock(10_000);
  let isAwake = false;
  const sleep = async (): Promise<void> => {
    await clock.sleep(50);
    isAwake = true;
  };
  void sleep();
  clock.set(-5000);
  expect([clock.nowMs(), clock.monotonicMs(), clock.nextWakeMs]).toEqual([5000, 0, 50]);
  await clock.advance(50);
  expect([clock.nowMs(), clock.monotonicMs(), isAwake]).toEqual([5050, 50, true]);
});
