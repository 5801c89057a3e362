import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type RecordBatch, recordBatch } from '../../columnar/record-batch.ts';
import { vectorFromJs } from '../../columnar/row.ts';
import { FILE_UNREADABLE, MALFORMED_RECORD } from '../../errors/file-source.ts';
import { RECORD_MALFORMED } from '../../errors/format.ts';
import type { BadRecord, DecodedRecords, Decoder, Format } from '../../formats/format.ts';
import { type LineRecords, splitLines } from '../../formats/lines.ts';
import { codeOf } from '../../ports/write-durably.ts';
import type { Schema } from '../../types/schema.ts';
import type { SourceBatch } from '../source.ts';
import type { FileChunks, FileDecoder, FileRequest } from './file-decoder.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Files of records that end with their lines. */
export function recordDecoder<R>(format: Format<R>, badRecordSchema: Schema): FileDecoder<R> {
  const { skipsBlankLines = false, hasHeader = false } = format.layout ?? {};
  return {
    name: format.name,
    schema: format.schema,
    badRecordSchema,
    decode: ({ path, bytes }, request) => recordsIn({ path, chunks: [bytes] }, request),
    decodeChunks: recordsIn,
  };
  async function* recordsIn(
    file: FileChunks,
    { schema, absent, wantsBadRecords }: FileRequest,
  ): AsyncGenerator<SourceBatch> {
    const columns = schema.fields.map(({ name }) => name);
    const decoder = format.createDecoder({ columns, checkAll: wantsBadRecords, absent });
    let skipsFirst = hasHeader;
    for await (const lines of splitLines(contentOf(file, format.name), { skipsBlankLines })) {
      const records = skipsFirst ? withoutFirst(lines) : lines;
      skipsFirst = false;
      const decoded = decode(decoder, records, file.path);
      const { length } = records;
      const { bad, selection } = decoded;
      yield {
        rows: { schema, columns: decoded.columns, length, selection },
        badRecordCount: bad.length,
        ...(wantsBadRecords && bad.length > 0
          ? { badRecords: badRows(badRecordSchema, file.path, records, bad) }
          : {}),
      };
    }
  }
}

function decode(decoder: Decoder, records: LineRecords, file: string): DecodedRecords {
  try {
    return decoder.decode(records);
  } catch (error) {
    if (!RECORD_MALFORMED.is(error)) throw error;
    const { index, reason } = error.parameters;
    const line = records.numbers[index] as number;
    throw MALFORMED_RECORD.error({ file, line, reason }, { cause: error });
  }
}

function withoutFirst({ bytes, starts, lengths, numbers, length }: LineRecords): LineRecords {
  return {
    bytes,
    starts: starts.subarray(1),
    lengths: lengths.subarray(1),
    numbers: numbers.subarray(1),
    length: length - 1,
  };
}

function badRows(
  schema: Schema,
  path: string,
  { bytes, starts, lengths, numbers }: LineRecords,
  bad: readonly BadRecord[],
): RecordBatch {
  const rows = bad.map(({ index, reason }) => {
    const start = starts[index] as number;
    const value = utf8.decode(bytes.subarray(start, start + (lengths[index] as number)));
    return { path, line: numbers[index], value, reason };
  });
  const columns = schema.fields.map(({ name, dataType }) =>
    vectorFromJs(
      rows.map((row) => row[name as keyof typeof row]),
      dataType,
    ),
  );
  return recordBatch(schema, columns, rows.length);
}

/** The text of a file in pieces, unpacked, without a byte order mark. */
async function* contentOf(
  { path, chunks }: FileChunks,
  format: string,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  try {
    for await (const chunk of path.endsWith('.gz') ? unpacked(chunks) : chunks) {
      yield isFirst ? chunk.subarray(markLength(chunk)) : chunk;
      isFirst = false;
    }
  } catch (error) {
    // What zlib says has a code of its own; anything else tells by itself what it is.
    if (!codeOf(error).startsWith('Z_')) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw FILE_UNREADABLE.error(
      { file: path, format: `gzip of ${format}`, reason },
      { cause: error },
    );
  }
}

/** Reads no further ahead than zlib's buffers. */
function unpacked(chunks: FileChunks['chunks']): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  // An error of either side ends both; whoever iterates hears of it.
  pipeline(Readable.from(chunks), gunzip, () => undefined);
  return gunzip;
}

function markLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
