import type { Ports } from '@tidemark/core/connector';
import { simPorts } from '../sim-ports.ts';
import { ReadingSource } from './reading-source.ts';
import {
  BOUNDED_LAWS,
  limitLaws,
  type OpenHow,
  SOURCE_LAWS,
  type SourceCheck,
} from './source-laws.ts';
import type { SourcePlace } from './source-place.ts';
import { type KnownGaps, type Law, type Suite, suiteOf } from './suite.ts';

export interface SourceConformance {
  readonly name: string;
  /** Makes a place without rows. A source that uses no disk and no clock need not look at the ports. */
  create(ports: Ports): Promise<SourcePlace> | SourcePlace;
  /** Disk and time for each law; simulated ones unless said. */
  readonly ports?: () => Ports;
  /** For a source with a limit: how many rows a batch of `limited` has at most. */
  readonly maxRows?: number;
  /** False for a source that only has what comes after it was first asked: nothing to read with an end. */
  readonly isBounded?: boolean;
  readonly knownGaps?: KnownGaps;
}

/**
 * The laws of a source: what the engine relies on for exactly-once. They read through the contract
 * (`Source`, `SourceReader`) as the engine does, over restarts.
 *
 * @example
 * ```ts
 * const suite = describeSource({
 *   name: 'numbers',
 *   create: () => {
 *     const source = memorySource(schema({ n: int() }));
 *     let n = 0;
 *     const add = () => {
 *       const rows = [{ n: n++ }, { n: n++ }];
 *       source.addData(...rows);
 *       return rows;
 *     };
 *     return { source, add };
 *   },
 * });
 * runSuite(suite, { describe, it });
 * ```
 */
export function describeSource(subject: SourceConformance): Suite {
  const { maxRows, isBounded = true, ports: newPorts = () => simPorts({ seed: 1 }) } = subject;
  const checks = [
    ...SOURCE_LAWS,
    ...(maxRows === undefined ? [] : limitLaws(maxRows)),
    ...(isBounded ? BOUNDED_LAWS : []),
  ];
  const lawOf = ([title, check]: SourceCheck): Law => ({
    title,
    async run() {
      const ports = newPorts();
      const place = await subject.create(ports);
      const opened: ReadingSource[] = [];
      const open = async (how: OpenHow = {}): Promise<ReadingSource> => {
        const { source = place.source, ...rest } = how;
        const reading = await ReadingSource.open({ source, ports, ...rest });
        opened.push(reading);
        return reading;
      };
      try {
        await check({ place, open, add: async () => place.add() });
      } finally {
        // One law is about closing; here it must not hide what another has found.
        for (const reading of opened) await reading.close().catch(() => undefined);
        await place.close?.();
      }
    },
  });
  return suiteOf(subject.name, checks.map(lawOf), subject.knownGaps);
}
