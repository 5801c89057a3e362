import {
  type ByteRecords,
  defineSource,
  type Format,
  recordBatch,
  type Source,
  type SourceReader,
} from '@tidemark/core/connector';

/** How many records of the source a chunk holds. */
const CHUNK_ROWS = 4096;

/** Messages that lie in memory as they would come from a socket, one buffer for each few thousand. */
export function chunked(messages: readonly Uint8Array[]): readonly ByteRecords[] {
  const chunks: ByteRecords[] = [];
  for (let at = 0; at < messages.length; at += CHUNK_ROWS) {
    const part = messages.slice(at, at + CHUNK_ROWS);
    const starts = new Int32Array(part.length);
    const lengths = Int32Array.from(part, (message) => message.length);
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let start = 0;
    for (const [i, message] of part.entries()) {
      starts[i] = start;
      bytes.set(message, start);
      start += message.length;
    }
    chunks.push({ bytes, starts, lengths, length: part.length });
  }
  return chunks;
}

/** A source over chunks in memory: its offset is the number of chunks read. */
export function bytesSource<R>(chunks: readonly ByteRecords[], format: Format<R>): Source<R> {
  return defineSource<R>({
    name: 'bytes',
    description: 'bytes in memory',
    schema: format.schema,
    open({ columns, wantsBadRecords }): Promise<SourceReader> {
      const decoder = format.createDecoder({ columns, checkAll: wantsBadRecords });
      const schema = {
        fields: format.schema.fields.filter(({ name }) => columns.includes(name)),
      };
      return Promise.resolve({
        initialOffset: () => Promise.resolve(0),
        planBatch: () => Promise.resolve({ end: chunks.length, latest: chunks.length }),
        captureEnd: () => Promise.resolve(),
        // oxlint-disable-next-line require-await -- the contract is asynchronous, memory is not
        async *read({ start, end }) {
          for (const chunk of chunks.slice(Number(start), Number(end))) {
            const { columns: vectors, selection, bad } = decoder.decode(chunk);
            const rows = { ...recordBatch(schema, vectors, chunk.length), selection };
            yield { rows, badRecordCount: bad.length };
          }
        },
        commit: () => Promise.resolve(),
        close: () => Promise.resolve(),
      });
    },
  });
}
