import { fileSource, type MemorySource, memorySource, text } from '@tidemark/core';
import type { Source } from '@tidemark/core/connector';
import { type Json, listOf, type SourceSpec, textOf } from '../scenario.ts';
import { schemaOf } from '../values/column-type.ts';
import { rowFromJson } from '../values/from-json.ts';
import type { World } from './world.ts';

/** A source that the steps of a scenario fill, each kind by steps of its own. It outlives the query. */
export interface FedSource {
  readonly isStreaming: boolean;
  /** What a query reads. */
  open(): Source;
  /** Makes rows available, all at once. */
  add?(rows: readonly Json[]): void;
  addFiles?(files: readonly Json[]): Promise<void>;
  /** Goes on with other columns: `history` are the rows that were read, in their shape. */
  change?(spec: SourceSpec | undefined, history: readonly Json[] | undefined): void;
}

type Rows = readonly Record<string, unknown>[];

/** Rows in memory: a stream, or a table where the specification says `static`. */
export class MemoryFeed implements FedSource {
  readonly isStreaming: boolean;
  #spec: SourceSpec;
  #source: MemorySource<Record<string, unknown>>;
  #steps = 0;

  constructor(spec: SourceSpec) {
    this.isStreaming = spec.static !== true;
    this.#spec = spec;
    this.#source = memorySource(schemaOf(spec.schema ?? []), this.#rows(spec.rows ?? []));
  }

  open(): Source {
    return this.#source;
  }

  add(rows: readonly Json[]): void {
    this.#steps++;
    this.#source.addData(...this.#rows(rows));
  }

  // Offsets count steps, so the history of a changed source has as many.
  change(spec: SourceSpec = this.#spec, history?: readonly Json[]): void {
    this.#spec = spec;
    this.#source = memorySource(schemaOf(spec.schema ?? []));
    const steps = Math.max(this.#steps, history?.length ?? 0);
    for (let step = 0; step < steps; step++) {
      this.#source.addData(...this.#rows(listOf(history?.[step])));
    }
    this.#steps = steps;
  }

  #rows(rows: readonly Json[]): Rows {
    const fields = (this.#spec.schema ?? []) as unknown as readonly Json[];
    return rows.map((row) => rowFromJson(row, fields));
  }
}

/** A folder of text files on the simulated disk. */
export class FileFeed implements FedSource {
  readonly isStreaming = true;
  readonly #world: World;
  readonly #folder: string;
  readonly #spec: SourceSpec;
  #files = 0;

  constructor(name: string, spec: SourceSpec, world: World) {
    this.#world = world;
    this.#folder = `/in/${name}`;
    this.#spec = spec;
  }

  open(): Source {
    const { maxFilesPerTrigger } = this.#spec;
    return fileSource({
      path: this.#folder,
      format: text(),
      ...(maxFilesPerTrigger === undefined
        ? {}
        : { maxFilesPerTrigger: Number(maxFilesPerTrigger) }),
    });
  }

  async addFiles(files: readonly Json[]): Promise<void> {
    for (const rows of files) {
      const lines = listOf(rows).map((row) => `${textOf(listOf(row)[0] ?? row)}\n`);
      const name = `f${String(++this.#files).padStart(4, '0')}.txt`;
      const hidden = `${this.#folder}/.${name}`;
      await this.#world.writeFile(hidden, lines.join(''));
      await this.#world.fs.rename(hidden, `${this.#folder}/${name}`);
    }
  }
}
