import {
  type Batch,
  batchOf,
  type Ports,
  recordBatch,
  type Schema,
  type Sink,
  type SinkWriter,
  vectorFromJs,
} from '@tidemark/core/connector';
import { process } from '../../kafka-source/tests/reading.ts';
import { type KafkaSinkOptions, kafkaSink } from '../src/index.ts';

/** Repeats requests fast and gives up soon. */
export const FAST = { initialDelayMs: 5, maxDelayMs: 50, deadlineMs: 10_000 } as const;

/** A batch of rows as a sink is given it. */
export function batch<R>(schema: Schema<R>, rows: readonly R[]): Batch<R> {
  const columns = schema.fields.map(({ name, dataType }) =>
    vectorFromJs(
      rows.map((row) => row[name as keyof R]),
      dataType,
    ),
  );
  return batchOf(schema, [recordBatch(schema, columns, rows.length)]);
}

/** One output of one query, as the checkpoint names them. */
export interface OutputIdentity {
  readonly queryId: string;
  readonly ports?: Ports;
}

/** A writer as the engine opens it. */
export function openWriter<R>(
  options: KafkaSinkOptions<R>,
  schema: Schema<R>,
  { queryId, ports = process() }: OutputIdentity,
): Promise<SinkWriter<R>> {
  const sink = kafkaSink<R>({ retry: FAST, ...options });
  sink.checkSchema?.(schema);
  return sink.open({
    ports,
    queryId,
    queryName: undefined,
    sinkId: 'alerts',
    schema,
    outputMode: 'append',
  });
}

/** What the engine tells of a batch. */
export function inBatch(
  batchId: number,
  queryId: string,
  isReplay = false,
): Parameters<SinkWriter['write']>[1] {
  return { batchId, queryId, outputMode: 'append', batchTimeMs: Date.now(), isReplay };
}

/** The same sink in a process that dies with batch `batchId`, before the sink has it or just after. */
export function dying<R>(sink: Sink<R>, batchId: number, moment: 'before' | 'after'): Sink<R> {
  return {
    ...sink,
    async open(context) {
      const writer = await sink.open(context);
      return {
        async write(rows, batchContext) {
          const isFatal = batchContext.batchId === batchId;
          if (isFatal && moment === 'before') throw new Error('the process died');
          await writer.write(rows, batchContext);
          if (isFatal) throw new Error('the process died');
        },
        close: async () => writer.close?.(),
      };
    },
  };
}
