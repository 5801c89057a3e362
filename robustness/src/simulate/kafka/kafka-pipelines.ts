import { availableNow, type DataFrame, type Session, type StreamingQuery } from '@tidemark/core';
import { count, max, sum, window } from '@tidemark/core/functions';
import type { BuildPipeline, SimulatedPipeline, SimWorld } from '@tidemark/testing';
import { below, DELAY, type Event } from '../events.ts';
import type { NamedPipeline } from '../named-pipeline.ts';
import { type AnyFrame, QUERIES, type QueryKind } from '../queries.ts';
import { TARGETS, type TargetKind } from '../targets.ts';
import { brokerHazards } from './broker-hazards.ts';
import { INPUT_TOPIC, type KafkaInput, kafkaInput } from './kafka-input.ts';
import { committedOutput, OUTPUT_TOPICS, outputSink } from './kafka-output.ts';
import { withZombies } from './overtaken.ts';
import { SimKafka } from './sim-kafka.ts';

/** What a query makes of a stream of events. */
interface Shape {
  readonly frame: (events: DataFrame<Event>) => AnyFrame;
  /** Rows come in the order of the input, and do not depend on where batches end. */
  readonly isStateless: boolean;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  stateless: {
    isStateless: true,
    frame: (events) =>
      events
        .filter((e) => e.amount.gte(10).or(e.kind.isNull()))
        .withColumns((e) => ({ doubled: e.amount.mul(2) })) as unknown as AnyFrame,
  },
  window: {
    isStateless: false,
    frame: (events) =>
      events
        .withWatermark('time', DELAY)
        .groupBy((e) => ({ window: window(e.time, '10 minutes'), kind: e.kind }))
        .agg((e) => ({ n: count(), total: sum(e.amount), most: max(e.id) })) as unknown as AnyFrame,
  },
};

/** What makes a pipeline of a world and its brokers. */
type BuildWithKafka = (
  world: SimWorld,
  kafka: SimKafka,
) => Pick<SimulatedPipeline, 'start' | 'output'> & Partial<SimulatedPipeline>;

/** A pipeline with brokers that live as long as the world, and whose requests can go wrong. */
function onBrokers(build: BuildWithKafka): BuildPipeline {
  return async (world) => {
    const kafka = await startKafka(world);
    return {
      visibility: 'batches',
      hazards: brokerHazards(world, kafka),
      close: () => kafka.broker.stop(),
      ...build(world, kafka),
    };
  };
}

/** The same where another process takes over in the middle of a request. */
function onBrokersWithZombies(build: BuildWithKafka): BuildPipeline {
  return async (world) => {
    const kafka = await startKafka(world);
    return withZombies(world, kafka, {
      close: () => kafka.broker.stop(),
      ...build(world, kafka),
    });
  };
}

async function startKafka(world: SimWorld): Promise<SimKafka> {
  const topics = [INPUT_TOPIC, ...OUTPUT_TOPICS];
  return SimKafka.start(
    world,
    Object.fromEntries(topics.map((name) => [name, { partitions: 1 + below(world.random, 3) }])),
  );
}

/** `availableNow`, or until there is nothing left. */
function startsQuery(
  world: SimWorld,
): (
  session: Session,
  outputs: Parameters<Session['start']>[0]['outputs'],
) => Promise<StreamingQuery> {
  const isPatient = world.random() < 0.3;
  return (session, outputs) =>
    session.start({
      checkpointLocation: '/checkpoint',
      ...(isPatient ? {} : { trigger: availableNow() }),
      outputs,
    });
}

function kafkaToFiles(shape: Shape, targetKind: TargetKind): BuildWithKafka {
  return (world, kafka) => {
    const start = startsQuery(world);
    const input = inputOf(world, kafka, shape);
    const target = targetKind.make('/out');
    return {
      visibility: targetKind.visibility,
      start: (session) => start(session, [shape.frame(input.read(session)).writeTo(target.sink)]),
      arrivals: input.arrivals,
      closing: () => input.close(),
      output: (reader) => target.read(reader),
    };
  };
}

function kafkaToKafka(shape: Shape): BuildWithKafka {
  return (world, kafka) => {
    const start = startsQuery(world);
    const input = inputOf(world, kafka, shape);
    return {
      start: (session) => {
        const sink = outputSink(kafka, OUTPUT_TOPICS[0], shape.isStateless ? { key: 'id' } : {});
        return start(session, [shape.frame(input.read(session)).writeTo(sink)]);
      },
      arrivals: input.arrivals,
      closing: () => input.close(),
      output: () => committedOutput(kafka, shape.isStateless),
    };
  };
}

function inputOf(world: SimWorld, kafka: SimKafka, { isStateless }: Shape): KafkaInput {
  return kafkaInput(world.random, kafka, !isStateless || world.random() < 0.5);
}

function memoryToKafka(queryKind: QueryKind): BuildWithKafka {
  return (world, kafka) => {
    const start = startsQuery(world);
    const query = queryKind(world.random);
    const isStateless = queryKind === QUERIES['stateless'];
    return {
      // Two outputs are shown one after the other.
      visibility: queryKind === QUERIES['two outputs'] ? 'rows' : 'batches',
      start: (session) =>
        start(
          session,
          query.frames(session).map((frame, i) => {
            const sink = outputSink(
              kafka,
              OUTPUT_TOPICS[i] as string,
              isStateless ? { key: 'id' } : {},
            );
            return frame.writeTo(sink, { name: `output-${i}` });
          }),
        ),
      closing: () => query.close(),
      output: () => committedOutput(kafka, isStateless),
    };
  };
}

/** How much is tried with one seed: each execution starts brokers and lives from the beginning. */
const BUDGET = {
  crashAt: { sample: 20 },
  nested: { sample: 8 },
  faults: { sample: 10 },
  hazards: { sample: 60 },
  twoProcesses: 6,
  clockJumps: 2,
} as const;

const ZOMBIE_BUDGET = {
  ...BUDGET,
  crashAt: { sample: 0 },
  faults: false,
  twoProcesses: 0,
  clockJumps: 0,
} as const;

const TO_FILES = Object.entries(SHAPES).flatMap(([name, shape]) =>
  ['parquet', 'json folders', 'staged'].map((target) => ({
    name: `kafka -> ${name} -> ${target}`,
    build: kafkaToFiles(shape, TARGETS[target] as TargetKind),
  })),
);

const TO_KAFKA = [
  ...Object.entries(SHAPES).map(([name, shape]) => ({
    name: `kafka -> ${name} -> kafka`,
    build: kafkaToKafka(shape),
  })),
  ...['stateless', 'window', 'two outputs', 'user state'].map((query) => ({
    name: `${query} -> kafka`,
    build: memoryToKafka(QUERIES[query] as QueryKind),
  })),
];

/** Kafka at one end or at both. */
export const KAFKA_PIPELINES: readonly NamedPipeline[] = [
  ...[...TO_FILES, ...TO_KAFKA].map(({ name, build }) => ({
    name,
    build: onBrokers(build),
    weight: 1,
    budget: BUDGET,
  })),
  ...TO_KAFKA.map(({ name, build }) => ({
    name: `${name}, overtaken`,
    build: onBrokersWithZombies(build),
    weight: 1,
    budget: ZOMBIE_BUDGET,
  })),
];
