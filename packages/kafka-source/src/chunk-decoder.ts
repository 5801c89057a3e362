import {
  type BadRecord,
  type DecodedRecords,
  type Decoder,
  gather,
  RECORD_MALFORMED,
  type RecordBatch,
  recordBatch,
  type Schema,
  type SourceBatch,
  type SourceContext,
  vectorOf,
} from '@tidemark/core/connector';
import { chunkColumn } from './chunk-columns.ts';
import { MALFORMED_RECORD } from './conditions.ts';
import type { KafkaSourceOptions } from './options.ts';
import type { RecordChunk } from './record-chunk.ts';
import { BAD_RECORD_SCHEMA, KAFKA_SCHEMA_WITH_HEADERS } from './schema.ts';

/** Chunks to record batches: by the format of the value, or Kafka's own columns. */
export class ChunkDecoder {
  readonly #schema: Schema;
  readonly #decoder: Decoder | undefined;
  readonly #wantsBadRecords: boolean;

  constructor({ value }: KafkaSourceOptions<unknown>, context: SourceContext) {
    const { columns, wantsBadRecords } = context;
    const { fields } = value?.schema ?? KAFKA_SCHEMA_WITH_HEADERS;
    this.#schema = { fields: fields.filter(({ name }) => columns.includes(name)) };
    this.#decoder = value?.createDecoder({ columns, checkAll: wantsBadRecords });
    this.#wantsBadRecords = wantsBadRecords;
  }

  /** @throws {@link MALFORMED_RECORD} in mode FAILFAST */
  decode(chunk: RecordChunk): SourceBatch {
    const { length } = chunk;
    if (this.#decoder === undefined) {
      const columns = this.#schema.fields.map(({ name }) => chunkColumn(chunk, name));
      return { rows: recordBatch(this.#schema, columns, length), badRecordCount: 0 };
    }
    const { columns, selection, bad } = this.#decodeValues(this.#decoder, chunk);
    return {
      rows: { schema: this.#schema, columns, length, selection },
      badRecordCount: bad.length,
      ...(this.#wantsBadRecords && bad.length > 0 ? { badRecords: badRows(chunk, bad) } : {}),
    };
  }

  #decodeValues(decoder: Decoder, chunk: RecordChunk): DecodedRecords {
    const { bytes, valueStarts: starts, valueLengths: lengths, length } = chunk;
    try {
      return decoder.decode({ bytes, starts, lengths, length });
    } catch (error) {
      if (!RECORD_MALFORMED.is(error)) throw error;
      const { index, reason } = error.parameters;
      const partition = chunk.partitions[index] ?? -1;
      const offset = chunk.offsets[index] ?? -1;
      throw MALFORMED_RECORD.error(
        { topic: chunk.topic, partition, offset, reason },
        { cause: error },
      );
    }
  }
}

function badRows(chunk: RecordChunk, bad: readonly BadRecord[]): RecordBatch {
  const rows = Int32Array.from(bad, ({ index }) => index);
  const columns = BAD_RECORD_SCHEMA.fields.map(({ name, dataType }) =>
    name === 'reason'
      ? vectorOf(
          bad.map(({ reason }) => reason),
          dataType,
        )
      : gather(chunkColumn(chunk, name), rows),
  );
  return recordBatch(BAD_RECORD_SCHEMA, columns, bad.length);
}
