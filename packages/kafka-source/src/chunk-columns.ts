import {
  type BytesVector,
  type InternalValue,
  type Vector,
  vectorOf,
} from '@tidemark/core/connector';
import { headersAt } from '@tidemark/kafka-client';
import type { RecordChunk } from './record-chunk.ts';
import { KAFKA_SCHEMA_WITH_HEADERS } from './schema.ts';

const MICROS_PER_MS = 1000;
const utf8 = new TextEncoder();

/** One of Kafka's own columns of a chunk, by its name in the schema. */
export function chunkColumn(chunk: RecordChunk, name: string): Vector {
  const { length } = chunk;
  switch (name) {
    case 'key':
      return bytesColumn(chunk, chunk.keyStarts, chunk.keyLengths);
    case 'value':
      return bytesColumn(chunk, chunk.valueStarts, chunk.valueLengths);
    case 'topic': {
      const bytes = utf8.encode(chunk.topic);
      const starts = new Int32Array(length);
      const lengths = new Int32Array(length).fill(bytes.length);
      return { kind: 'bytes', length, nulls: undefined, bytes, starts, lengths };
    }
    case 'partition':
      return { kind: 'int', length, nulls: undefined, values: chunk.partitions };
    case 'offset':
      return { kind: 'double', length, nulls: undefined, values: chunk.offsets };
    case 'timestamp':
      return {
        kind: 'double',
        length,
        nulls: undefined,
        values: chunk.timestampsMs.map((ms) => ms * MICROS_PER_MS),
      };
    case 'timestampType':
      return { kind: 'int', length, nulls: undefined, values: chunk.timestampTypes };
    case 'headers':
      return headersColumn(chunk);
    default:
      throw new RangeError(`Kafka has no column '${name}'`);
  }
}

function bytesColumn(chunk: RecordChunk, starts: Int32Array, lengths: Int32Array): BytesVector {
  const { length, bytes } = chunk;
  let nulls: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    if ((lengths[row] as number) < 0) {
      nulls ??= new Uint8Array(length);
      nulls[row] = 1;
    }
  }
  if (nulls === undefined) return { kind: 'bytes', length, nulls, bytes, starts, lengths };
  const present = lengths.map((size) => Math.max(0, size));
  return { kind: 'bytes', length, nulls, bytes, starts, lengths: present };
}

function headersColumn(chunk: RecordChunk): Vector {
  const values: InternalValue[] = [];
  for (const part of chunk.parts) {
    for (let row = 0; row < part.rowCount; row++) {
      const headers = headersAt(part, row).map(({ key, value }) => [key, value]);
      values.push(headers.length === 0 ? null : headers);
    }
  }
  const field = KAFKA_SCHEMA_WITH_HEADERS.fields.find(({ name }) => name === 'headers');
  if (field === undefined) throw new RangeError('the schema has headers');
  return vectorOf(values, field.dataType);
}
