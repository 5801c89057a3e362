import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../src/process/bundle.ts';
import type { Death } from '../src/soak/deaths.ts';
import { type KafkaNode, startInProcess } from '../src/soak/kafka-node.ts';
import { Soak } from '../src/soak/soak.ts';

/** Around what makes a batch visible, in the topic and on the disk. `npm run soak` tries all the others. */
const DEATHS: readonly Death[] = [
  { aim: { call: 'EndTxn', nth: 1, when: 'before' } },
  { aim: { call: 'EndTxn', nth: 2, when: 'amid' } },
  { aim: { call: 'EndTxn', nth: 1, when: 'after' } },
  { aim: { call: 'link', nth: 2, when: 'after' } },
  { aim: { call: 'rename', nth: 1, when: 'before' } },
];

let directory: string;
let program: string;
let kafka: KafkaNode;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'soak-test-'));
  kafka = await startInProcess();
  program = await bundle('soak/query.ts');
});
afterEach(async () => {
  await kafka.stop();
  await rm(directory, { recursive: true });
  // The runner of the tests ends without a word, so what is removed at the exit stays.
  await rm(dirname(program), { recursive: true });
});

describe('a query that dies at five moments, and its broker once', () => {
  it('loses no row and doubles none', { timeout: 120_000 }, async () => {
    const events: string[] = [];
    const soak = new Soak({
      kafka,
      directory,
      program,
      kills: DEATHS.length,
      killsPerBrokerRestart: 3,
      recordsPerSecond: 1000,
      firstRecords: 4000,
      seed: 1,
      deaths: inTurn(DEATHS),
      random: () => 0.2,
      report: (event) => events.push(event),
    });
    const { alerts, revenue, deadLetters } = await soak.run();

    expect(events.filter((event) => event.includes('never came'))).toEqual([]);
    expect(soak.failures).toEqual([]);
    expect(soak.progress).toMatchObject({ kills: 5, aimed: 5, brokerRestarts: 1 });
    for (const { lost, doubled, wrong, examples } of [alerts, revenue, deadLetters]) {
      expect({ lost, doubled, wrong, examples }).toEqual({
        lost: 0,
        doubled: 0,
        wrong: 0,
        examples: [],
      });
    }
    expect(alerts.found).toBeGreaterThan(1000);
    expect(revenue.found).toBeGreaterThan(300);
    expect(deadLetters.found).toBeGreaterThan(10);
  });
});

function* inTurn<T>(list: readonly T[]): Generator<T, never> {
  for (let i = 0; ; i++) yield list[i % list.length] as T;
}
