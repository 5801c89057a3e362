import { createGunzip } from 'node:zlib';
import { type RecordBatch, recordBatch } from '../../columnar/record-batch.ts';
import { vectorFromJs } from '../../columnar/row.ts';
import { FILE_UNREADABLE, MALFORMED_RECORD } from '../../errors/file-source.ts';
import { RECORD_MALFORMED } from '../../errors/format.ts';
import type { BadRecord, DecodedRecords, Decoder, Format } from '../../formats/format.ts';
import { type LineRecords, splitLines } from '../../formats/lines.ts';
import type { Schema } from '../../types/schema.ts';
import type { FileBytes, FileDecoder } from './file-decoder.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Files of records that end with their lines. */
export function recordDecoder<R>(format: Format<R>, badRecordSchema: Schema): FileDecoder<R> {
  const { skipsBlankLines = false, hasHeader = false } = format.layout ?? {};
  return {
    name: format.name,
    schema: format.schema,
    badRecordSchema,
    async *decode(file, { schema, absent, wantsBadRecords }) {
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
    },
  };
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
async function* contentOf({ path, bytes }: FileBytes, format: string): AsyncGenerator<Uint8Array> {
  if (!path.endsWith('.gz')) {
    yield bytes.subarray(markLength(bytes));
    return;
  }
  const gunzip = createGunzip();
  gunzip.end(bytes);
  let isFirst = true;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      yield isFirst ? chunk.subarray(markLength(chunk)) : chunk;
      isFirst = false;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw FILE_UNREADABLE.error(
      { file: path, format: `gzip of ${format}`, reason },
      { cause: error },
    );
  }
}

function markLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
