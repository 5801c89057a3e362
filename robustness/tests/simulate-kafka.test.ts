import { availableNow, int, memorySource, schema } from '@tidemark/core';
import { kafkaSink } from '@tidemark/kafka-sink';
import { type BuildPipeline, executionsOf, simulate } from '@tidemark/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { brokerHazards } from '../src/simulate/kafka/broker-hazards.ts';
import { KAFKA_PIPELINES } from '../src/simulate/kafka/kafka-pipelines.ts';
import { SimKafka } from '../src/simulate/kafka/sim-kafka.ts';

const UNDISTURBED = {
  crashAt: { sample: 0 },
  nested: false,
  faults: false,
  hazards: false,
  twoProcesses: 0,
  clockJumps: 0,
} as const;

const SAMPLE = {
  crashAt: { sample: 3 },
  nested: false,
  faults: { sample: 2 },
  hazards: { sample: 12 },
  twoProcesses: 1,
  clockJumps: 1,
} as const;

const CASES = KAFKA_PIPELINES.map(({ name, build, budget }, i) => ({
  name,
  build,
  seed: 11 + i,
  // Those that are overtaken have no other trouble.
  options:
    budget?.twoProcesses === 0
      ? { ...UNDISTURBED, hazards: { sample: 8 } }
      : { ...SAMPLE, nested: i % 6 === 0 ? { sample: 1 } : SAMPLE.nested },
}));

/** The limit finds what hangs; it is no measure of speed. */
const BUSY_MACHINE_MS = 180_000;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('whatever happens to the machine and at the brokers', () => {
  test.each(CASES)(
    '$name: every row comes out exactly once',
    async ({ build, seed, options }) => {
      let executions = 0;
      for await (const { line, problem } of executionsOf(build, { ...options, seeds: [seed] })) {
        expect(problem, line).toBeUndefined();
        executions++;
      }
      expect(executions).toBeGreaterThanOrEqual(options.hazards.sample);
    },
    // A second where nothing else runs.
    BUSY_MACHINE_MS,
  );
});

describe('the simulation', () => {
  test.each(CASES.filter((_, i) => i % 3 === 0))(
    'asks the brokers the same in every run: $name',
    async ({ build, seed }) => {
      const started: SimKafka[] = [];
      const start = SimKafka.start.bind(SimKafka);
      vi.spyOn(SimKafka, 'start').mockImplementation(async (...args) => {
        const kafka = await start(...args);
        started.push(kafka);
        return kafka;
      });
      for await (const _ of executionsOf(build, { ...UNDISTURBED, seeds: [seed] })) {
        // None is asked for; the undisturbed run takes place all the same, twice.
      }
      const [first, second] = started.slice(-2);
      expect(first?.requests.length).toBeGreaterThan(10);
      expect(second?.requests).toEqual(first?.requests);
      expect(second?.openConnections).toBe(0);
    },
  );

  const Row = schema({ n: int() });
  /** Without transactions a batch that runs again is written again. */
  const atLeastOnce: BuildPipeline = async (world) => {
    const kafka = await SimKafka.start(world, { out: { partitions: 1 } });
    const source = memorySource(Row, [], { maxStepsPerTrigger: 1 });
    source.addData({ n: 1 }, { n: 2 });
    source.addData({ n: 3 });
    return {
      hazards: brokerHazards(world, kafka),
      start: (session) => {
        const access = kafka.access();
        const sink = kafkaSink({ ...access, topic: 'out', delivery: 'at-least-once' });
        const output = session.readStream(source).writeTo(sink);
        return session.start({
          checkpointLocation: '/checkpoint',
          trigger: availableNow(),
          outputs: [output],
        });
      },
      output: () => kafka.broker.records('out').map(({ value }) => String(value)),
    };
  };

  test('finds a sink that writes twice, and the line it names does so again', async () => {
    const failure = await simulate(atLeastOnce, {
      ...UNDISTURBED,
      seeds: [1],
      hazards: { sample: 100 },
    }).then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
    expect(failure).toMatch(/sees some twice|the output is another one/);
    const [, only = ''] = /only: '(.*)'/.exec(failure) ?? [];
    expect(only).toContain('--hazard ');
    await expect(simulate(atLeastOnce, { only })).rejects.toThrow(
      /sees some twice|the output is another one/,
    );
  });
});
