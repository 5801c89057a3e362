import {
  type ApiName,
  type ErrorName,
  errorsOf,
  type Fault,
  mayBeApplied,
} from '@tidemark/kafka-testkit';
import type { Hazard, SimWorld } from '@tidemark/testing';
import type { SimKafka } from './sim-kafka.ts';

/** What streams ask of brokers. */
const APIS: readonly ApiName[] = [
  'ApiVersions',
  'Metadata',
  'FindCoordinator',
  'ListOffsets',
  'Fetch',
  'InitProducerId',
  'OffsetFetch',
  'AddPartitionsToTxn',
  'Produce',
  'AddOffsetsToTxn',
  'TxnOffsetCommit',
  'EndTxn',
  'OffsetCommit',
];

/**
 * What can go wrong at a request besides an error for an answer:
 *
 * - `drop`, `drop-after`: the connection breaks before or after the broker has done what it is asked,
 * - `reset`: all connections of all brokers break,
 * - `away`: so they do, and for some seconds nobody can connect,
 * - `move`: another broker leads the partitions from now on,
 * - `silence`: nothing is done, and no answer comes until the client gives up,
 * - `slow`, `late`: it is done, but after the client has given up, and some requests later,
 * - `die`, `die-after`: the machine of the client dies before or after it is done.
 */
const BREAKS = [
  'drop',
  'drop-after',
  'reset',
  'away',
  'move',
  'silence',
  'slow',
  'late',
  'die',
  'die-after',
] as const;
type Break = (typeof BREAKS)[number];

/** With `away`: shorter than the time in which requests are repeated. */
const AWAY_MS = 4_000;
/** With `late`: so many requests are served before it. */
const LATE_BY = 4;

/** An error whose request was done all the same: `REQUEST_TIMED_OUT:applied`. */
const APPLIED = ':applied';

/** A hazard for each API, whose chances are its requests. */
export function brokerHazards(world: SimWorld, kafka: SimKafka): Readonly<Record<string, Hazard>> {
  return Object.fromEntries(APIS.map((api) => [api, hazardOf(api, world, kafka)]));
}

function hazardOf(api: ApiName, world: SimWorld, kafka: SimKafka): Hazard {
  const { broker } = kafka;
  const errors = errorsOf(api);
  const applied = errors.filter(mayBeApplied).map((error) => `${error}${APPLIED}`);
  return {
    get count() {
      return broker.requests.count(api);
    },
    ways: [...BREAKS, ...errors, ...applied],
    strike(at, way) {
      const isBreak = (BREAKS as readonly string[]).includes(way);
      const fault = isBreak ? breakOf(way as Break) : errorOf(way);
      broker.faults.failAt(api, at, fault);
    },
  };

  function breakOf(way: Break): Fault {
    switch (way) {
      case 'drop':
      case 'drop-after':
      case 'silence':
        return { outcome: way };
      case 'reset':
        return { outcome: 'drop', onStruck: () => broker.resetConnections() };
      case 'away':
        return { outcome: 'drop', onStruck: () => void kafka.goAway(AWAY_MS) };
      case 'move':
        return { onStruck: () => kafka.moveLeaders() };
      case 'slow':
        return { outcome: 'late' };
      case 'late':
        return { outcome: 'late', lateBy: LATE_BY };
      case 'die':
        return { outcome: 'drop', onStruck: () => world.die() };
      case 'die-after':
        return { outcome: 'drop-after', onStruck: () => world.die() };
    }
  }
}

function errorOf(way: string): Fault {
  const isApplied = way.endsWith(APPLIED);
  const outcome = (isApplied ? way.slice(0, -APPLIED.length) : way) as ErrorName;
  return { outcome, isApplied };
}
