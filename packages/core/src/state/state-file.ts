import { ByteReader } from '../columnar/byte-reader.ts';
import { ByteWriter } from '../columnar/byte-writer.ts';
import { slice } from '../columnar/slice.ts';
import { readColumns, writeColumns } from '../columnar/vector-codec.ts';
import { CHECKPOINT_CORRUPT, CHECKPOINT_VERSION } from '../errors/checkpoint.ts';
import { parseStateSchema, type StateSchema, stateSchemaJson } from './state-schema.ts';
import type { StateRows } from './state-store.ts';

// A file of changes to the state of one operator. Stored on disk: never change.
//
//   file    = magic version:u8 schema:text block*
//   magic   = "TMST"
//   version = 2
//           | 1                                       read, and written no more
//   text    = length:u32 UTF-8                        the schema: version 2 `stateSchemaJson`,
//                                                     version 1 `stateSchemaText`, without names
//   block   = kind:u8 columns                         columns as in `vector-codec.ts`
//   kind    = 1                                       upserts: key columns, then value columns
//           | 2                                       removals: key columns
//
// A key that has an upsert and a removal is there. The CRC of the whole file is in the commit that
// names it.

const MAGIC = new TextEncoder().encode('TMST');
const VERSION = 2;
/** Its schema is the types by position. */
const VERSION_OF_TYPES = 1;
const UPSERTS = 1;
const REMOVALS = 2;
/** Rows of one block: what a reader holds decoded at a time. */
const BLOCK_ROWS = 16_384;

/** One block of a file. */
export interface StateBlock extends StateRows {
  readonly isRemoval: boolean;
}

/** Makes a state file in memory. */
export class StateFileWriter {
  readonly #out: ByteWriter;

  constructor(schema: StateSchema, sizeHint?: number) {
    this.#out = new ByteWriter(sizeHint);
    this.#out.raw(MAGIC);
    this.#out.u8(VERSION);
    const text = new TextEncoder().encode(stateSchemaJson(schema));
    this.#out.u32(text.length);
    this.#out.raw(text);
  }

  upserts(rows: StateRows): void {
    this.#blocks(UPSERTS, rows);
  }

  removals(rows: StateRows): void {
    this.#blocks(REMOVALS, rows);
  }

  finish(): Uint8Array {
    return this.#out.written;
  }

  #blocks(kind: number, { columns, length }: StateRows): void {
    for (let start = 0; start < length; start += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, length - start);
      const part = count === length ? columns : columns.map((c) => slice(c, start, count));
      this.#out.u8(kind);
      writeColumns(this.#out, part, count);
    }
  }
}

/** The schema a file was written with, and its blocks. */
export interface StateFileContent {
  readonly schema: StoredSchema;
  /** In the order they were written; decoded as they are asked for. */
  blocks(): Iterable<StateBlock>;
}

/** The schema of a file; of one of version 1, its types by position. */
export type StoredSchema = StateSchema | { readonly typesText: string };

/**
 * Reads a file whose bytes are known to be as written.
 *
 * @throws {@link CHECKPOINT_VERSION} for a file of a newer release
 */
export function readStateFile(bytes: Uint8Array, path: string): StateFileContent {
  const input = new ByteReader(bytes);
  const decode = <T>(read: () => T): T => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      const damage = 'its form is not the one this version writes';
      throw CHECKPOINT_CORRUPT.error({ path, damage }, { cause });
    }
  };
  const schema = decode(() => readHeader(input, path));
  return {
    schema,
    *blocks() {
      while (!input.isAtEnd) {
        yield decode(() => ({ isRemoval: input.u8() === REMOVALS, ...readColumns(input) }));
      }
    },
  };
}

function readHeader(input: ByteReader, path: string): StoredSchema {
  if (!MAGIC.every((byte) => input.u8() === byte)) throw new RangeError('no state file');
  const version = input.u8();
  if (version !== VERSION && version !== VERSION_OF_TYPES) {
    const supported = `v${VERSION_OF_TYPES} and v${VERSION}`;
    throw CHECKPOINT_VERSION.error({ path, version: `v${version}`, supported });
  }
  const text = new TextDecoder().decode(input.raw(input.u32()));
  return version === VERSION ? parseStateSchema(text, path) : { typesText: text };
}
