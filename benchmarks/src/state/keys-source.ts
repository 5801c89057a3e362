import { double, long, schema, string, timestamp } from '@tidemark/core';
import {
  defineSource,
  recordBatch,
  type SourceReader,
  type Vector,
} from '@tidemark/core/connector';

/** Each row has one key in two forms: a number, and a text of 16 bytes. */
const Keyed = schema({ id: long(), name: string(), value: double(), event_time: timestamp() });

/** The rows that one batch reads, all of one time: `count` keys from `first` on, `stride` apart. */
export interface Step {
  readonly first: number;
  readonly count: number;
  readonly stride: number;
  readonly timeMs: number;
}

const CHUNK_ROWS = 8192;
const NAME_BYTES = 16;
const MICROS_PER_MS = 1000;

/** Columns made as they are read, so that nothing but state stays in memory. Its offset counts steps. */
export class KeysSource {
  readonly #steps: Step[] = [];

  add(...steps: readonly Step[]): void {
    this.#steps.push(...steps);
  }

  readonly source = defineSource({
    name: 'keys',
    description: 'keys in turn',
    schema: Keyed,
    open: ({ columns }) => Promise.resolve(this.#reader(columns)),
  });

  #reader(columns: readonly string[]): SourceReader {
    const schemaRead = { fields: Keyed.fields.filter(({ name }) => columns.includes(name)) };
    const steps = this.#steps;
    return {
      initialOffset: () => Promise.resolve(0),
      planBatch: (start) =>
        Promise.resolve({ end: Math.min(Number(start) + 1, steps.length), latest: steps.length }),
      captureEnd: () => Promise.resolve(),
      // oxlint-disable-next-line require-await -- the contract is asynchronous, memory is not
      async *read({ start, end }) {
        for (const step of steps.slice(Number(start), Number(end))) {
          for (let done = 0; done < step.count; done += CHUNK_ROWS) {
            const length = Math.min(CHUNK_ROWS, step.count - done);
            const part = { ...step, first: step.first + done * step.stride };
            const vectors = schemaRead.fields.map(({ name }) => columnOf(name, part, length));
            yield { rows: recordBatch(schemaRead, vectors, length), badRecordCount: 0 };
          }
        }
      },
      commit: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
}

function columnOf(name: string, { first, stride, timeMs }: Step, length: number): Vector {
  if (name === 'name') return namesOf(first, stride, length);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = name === 'id' ? first + i * stride : i;
  if (name === 'event_time') values.fill(timeMs * MICROS_PER_MS);
  return { kind: 'double', length, nulls: undefined, values };
}

/** `customer00001234`. */
function namesOf(first: number, stride: number, length: number): Vector {
  const bytes = new Uint8Array(length * NAME_BYTES);
  const starts = new Int32Array(length);
  const template = new TextEncoder().encode('customer00000000');
  for (let i = 0; i < length; i++) {
    const start = i * NAME_BYTES;
    starts[i] = start;
    bytes.set(template, start);
    let digits = first + i * stride;
    for (let at = start + NAME_BYTES - 1; digits > 0; at--) {
      bytes[at] = 0x30 + (digits % 10);
      digits = Math.floor(digits / 10);
    }
  }
  const lengths = new Int32Array(length).fill(NAME_BYTES);
  return { kind: 'bytes', length, nulls: undefined, bytes, starts, lengths };
}
