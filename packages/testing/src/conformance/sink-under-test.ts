import { int, schema as schemaOf, string } from '@tidemark/core';
import {
  type OutputMode,
  type Ports,
  type Row,
  type Schema,
  type Sink,
  StreamingError,
} from '@tidemark/core/connector';
import type { AnyRow } from '../compare-rows.ts';
import type { LossMode } from '../disk-after.ts';
import type { SimFs } from '../sim-fs.ts';
import { valueKey } from '../value-key.ts';
import { expectRows } from './expect-rows.ts';
import type { SinkPlace } from './sink-place.ts';
import { WritingSink } from './writing-sink.ts';

/** A law of sinks: a sentence, and a check that makes as many places as it likes. */
export type SinkCheck = readonly [
  title: string,
  check: (create: (fs?: SimFs) => Promise<SinkUnderTest>) => Promise<void>,
];

/** The columns of rows that laws write where the columns do not matter. */
export const ITEM: Schema<Row> = schemaOf({ id: int(), name: string() });

/** Rows that are there once in a law. */
export const items = (...ids: readonly number[]): readonly AnyRow[] =>
  ids.map((id) => ({ id, name: `item ${id}` }));

interface OpenSink {
  readonly schema?: Schema;
  readonly outputMode?: OutputMode;
  readonly queryId?: string;
}

/** A sink, the place it writes to, and the processes that write, one after the other. */
export class SinkUnderTest {
  readonly #place: SinkPlace;
  readonly #portsOf: (process: { readonly fs: SimFs; readonly seed: number }) => Ports;
  readonly #opened: WritingSink[] = [];
  #processes = 0;
  #fs: SimFs;

  constructor(
    place: SinkPlace,
    fs: SimFs,
    portsOf: (process: { readonly fs: SimFs; readonly seed: number }) => Ports,
  ) {
    this.#place = place;
    this.#fs = fs;
    this.#portsOf = portsOf;
  }

  get sink(): Sink<Row> {
    return this.#place.sink;
  }

  /** The disk of the process that runs now. */
  get fs(): SimFs {
    return this.#fs;
  }

  /** Append where the sink takes it. */
  get usualMode(): OutputMode {
    const { outputModes } = this.sink;
    return outputModes.includes('append') ? 'append' : (outputModes[0] ?? 'append');
  }

  /** Opens the sink in a new process. */
  async open(how: OpenSink = {}): Promise<WritingSink> {
    const { schema = ITEM, outputMode = this.usualMode, ...rest } = how;
    const opening = { sink: this.sink, ports: this.#newPorts(), schema, outputMode, ...rest };
    const writing = await WritingSink.open(opening);
    this.#opened.push(writing);
    return writing;
  }

  /** The machine dies: the next process finds what is left on the disk. */
  crash(loss: LossMode, seed?: number): void {
    this.#fs = this.#fs.crash(loss, seed);
  }

  /** What a reader sees now. */
  async rows(schema: Schema = ITEM): Promise<readonly AnyRow[]> {
    return this.#place.rows({ ports: this.#newPorts(), schema: schema as Schema<Row> });
  }

  /** Fails the law where a reader does not see these rows: each once, if the sink promises that. */
  async expectRows(
    expected: readonly AnyRow[],
    when: string,
    schema: Schema = ITEM,
  ): Promise<void> {
    const rows = await this.rows(schema);
    const isOnce = this.sink.deliveryGuarantee !== 'at-least-once';
    expectRows(isOnce ? rows : withoutRepeats(rows), expected, when);
  }

  /** Closes what laws left open, and the place. What died may not be closable. */
  async close(): Promise<void> {
    for (const writing of this.#opened) await writing.close().catch(() => undefined);
    await this.#place.close?.();
  }

  #newPorts(): Ports {
    return this.#portsOf({ fs: this.#fs, seed: ++this.#processes });
  }
}

function withoutRepeats(rows: readonly AnyRow[]): readonly AnyRow[] {
  return [...new Map(rows.map((row) => [valueKey(row), row])).values()];
}

/** True where an error is one with a name and a hint, so that a user knows what to do. */
export function isNamedError(error: unknown): boolean {
  return error instanceof Error && typeof (error as Partial<StreamingError>).condition === 'string';
}
