import { createSession, StreamingError } from '@tidemark/core';
import type { ApiName } from '@tidemark/kafka-testkit';
import type { Hazard, SimulatedPipeline, SimWorld } from '@tidemark/testing';
import type { SimKafka } from './sim-kafka.ts';

/** What a process does between the start of its transaction and the end, and what it learns before. */
const APIS: readonly ApiName[] = [
  'ListOffsets',
  'Fetch',
  'InitProducerId',
  'OffsetFetch',
  'AddPartitionsToTxn',
  'Produce',
  'AddOffsetsToTxn',
  'TxnOffsetCommit',
  'EndTxn',
];

/**
 * The same pipeline, with zombies: at a request the process is stopped, as by a garbage collection or a
 * suspended machine. Another one, which does not hear of it, takes over its transactional id and does
 * all there is to do. Then the first goes on as if nothing had happened: with the request that it was
 * about to send (`overtaken`), or with an answer from before (`overtaken-after`).
 */
export function withZombies(
  world: SimWorld,
  { broker }: SimKafka,
  pipeline: SimulatedPipeline,
): SimulatedPipeline {
  const unnamed: unknown[] = [];
  const takeOver = async (): Promise<void> => {
    try {
      await runOnce(world, pipeline);
    } catch (error) {
      if (!(error instanceof StreamingError)) unnamed.push(error);
    }
  };
  const hazardOf = (api: ApiName): Hazard => ({
    get count() {
      return broker.requests.count(api);
    },
    ways: ['overtaken', 'overtaken-after'],
    strike: (at, way) =>
      broker.faults.failAt(api, at, {
        until: takeOver,
        holdsAnswer: way === 'overtaken-after',
      }),
  });
  return {
    ...pipeline,
    // The other process shows its output while nobody looks.
    visibility: 'nothing',
    hazards: Object.fromEntries(APIS.map((api) => [`zombie-${api}`, hazardOf(api)])),
    output: (reader) => {
      if (unnamed.length > 0) throw unnamed[0];
      return pipeline.output(reader);
    },
  };
}

async function runOnce(world: SimWorld, pipeline: SimulatedPipeline): Promise<void> {
  const ports = world.process(false);
  const session = createSession({ warn: () => undefined, ...pipeline.session, ports });
  const query = await pipeline.start(session);
  // Its error is the query's.
  await query.processAllAvailable().catch(() => undefined);
  await query.stop();
  if (query.exception !== null) throw query.exception;
}
