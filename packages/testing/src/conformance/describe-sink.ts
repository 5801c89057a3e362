import type { Ports } from '@tidemark/core/connector';
import { SimFs } from '../sim-fs.ts';
import { simPorts } from '../sim-ports.ts';
import { columnLaws } from './sink-columns.ts';
import { SINK_CRASHES } from './sink-crashes.ts';
import { SINK_LAWS } from './sink-laws.ts';
import type { SinkPlace } from './sink-place.ts';
import { SinkUnderTest } from './sink-under-test.ts';
import { type KnownGaps, type Law, type Suite, suiteOf } from './suite.ts';

export interface SinkConformance {
  readonly name: string;
  /** Makes an empty place. */
  create(): Promise<SinkPlace> | SinkPlace;
  /** The world of one process on a disk; all of it is simulated unless said. */
  readonly ports?: (process: { readonly fs: SimFs; readonly seed: number }) => Ports;
  readonly knownGaps?: KnownGaps;
}

/**
 * The laws of a sink: rows are seen once they are published and not before, once, whatever crashes
 * on the way. A sink that says `at-least-once` may show them again. They write through the contract
 * (`Sink`, `SinkWriter`) as the engine does, one process after the other. Crashes of the disk are for
 * sinks that write through `context.ports.fs`; others die between the steps of the commit protocol.
 *
 * @example
 * ```ts
 * const suite = describeSink({
 *   name: 'lines',
 *   create: () => ({ sink: linesSink('/out'), rows: (reader) => readLines('/out', reader) }),
 * });
 * runSuite(suite, { describe, it });
 * ```
 */
export function describeSink(subject: SinkConformance): Suite {
  const { ports = simPorts } = subject;
  const laws = [...SINK_LAWS, ...SINK_CRASHES, ...columnLaws()].map(
    ([title, check]): Law => ({
      title,
      async run() {
        const opened: SinkUnderTest[] = [];
        try {
          await check(async (fs = new SimFs()) => {
            const place = await subject.create();
            const sink = new SinkUnderTest(place, fs, ports);
            opened.push(sink);
            return sink;
          });
        } finally {
          for (const sink of opened) await sink.close();
        }
      },
    }),
  );
  return suiteOf(subject.name, laws, subject.knownGaps);
}
