import { ByteReader } from '../columnar/byte-reader.ts';
import { ByteWriter } from '../columnar/byte-writer.ts';
import { slice } from '../columnar/slice.ts';
import { readColumns, writeColumns } from '../columnar/vector-codec.ts';
import { CHECKPOINT_CORRUPT, CHECKPOINT_VERSION } from '../errors/checkpoint.ts';
import { parseStateSchema, type StateSchema, stateSchemaJson } from './state-schema.ts';
import { PART_ROWS, type StateRows } from './state-store.ts';

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
/** One block of a file. */
export interface StateBlock extends StateRows {
  readonly isRemoval: boolean;
}

/** Makes the bytes of a state file, chunk by chunk. */
export class StateFileWriter {
  readonly #out = new ByteWriter();

  constructor(schema: StateSchema) {
    this.#out.raw(MAGIC);
    this.#out.u8(VERSION);
    const text = new TextEncoder().encode(stateSchemaJson(schema));
    this.#out.u32(text.length);
    this.#out.raw(text);
  }

  /** How many bytes wait to be taken. */
  get length(): number {
    return this.#out.length;
  }

  add({ isRemoval, columns, length }: StateBlock): void {
    this.#out.u8(isRemoval ? REMOVALS : UPSERTS);
    writeColumns(this.#out, columns, length);
  }

  /** The bytes since the last call, as a copy: the header, then whole blocks. */
  take(): Uint8Array {
    const chunk = this.#out.written.slice();
    this.#out.clear();
    return chunk;
  }
}

/** Rows as blocks: of a size that a reader can hold decoded at a time. */
export function* blocksOf(rows: StateRows, isRemoval: boolean): Generator<StateBlock> {
  const { columns, length } = rows;
  for (let start = 0; start < length; start += PART_ROWS) {
    const count = Math.min(PART_ROWS, length - start);
    const part = count === length ? columns : columns.map((c) => slice(c, start, count));
    yield { isRemoval, columns: part, length: count };
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
 * @param chunks - as {@link StateFileWriter} gave them, or all bytes in one
 * @throws {@link CHECKPOINT_VERSION} for a file of a newer release
 */
export function readStateFile(chunks: readonly Uint8Array[], path: string): StateFileContent {
  const [first = new ByteReader(new Uint8Array(0)), ...others] = chunks.map(
    (chunk) => new ByteReader(chunk),
  );
  const decode = <T>(read: () => T): T => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      const damage = 'its form is not the one this version writes';
      throw CHECKPOINT_CORRUPT.error({ path, damage }, { cause });
    }
  };
  const schema = decode(() => readHeader(first, path));
  return {
    schema,
    *blocks() {
      for (const input of [first, ...others]) {
        while (!input.isAtEnd) {
          yield decode(() => ({ isRemoval: input.u8() === REMOVALS, ...readColumns(input) }));
        }
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
