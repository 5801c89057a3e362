import { defineSink, type Sink } from '@tidemark/core/connector';

/** A sink that keeps the rows of each batch under its number, so that a batch that runs again replaces itself. */
export function publishedBatches(): {
  readonly sink: Sink;
  readonly batches: readonly (readonly unknown[])[];
} {
  const batches: (readonly unknown[])[] = [];
  const sink = defineSink<unknown, 'append' | 'update' | 'complete'>({
    name: 'published',
    outputModes: ['append', 'update', 'complete'],
    write(batch, { batchId }) {
      batches[batchId] = [...batch.rows()];
      return Promise.resolve();
    },
  });
  return { sink, batches };
}
