import {
  defineSource,
  recordBatch,
  type Source,
  type SourceReader,
  vectorFromJs,
} from '@tidemark/core/connector';
import { closingRecord, type OrderRecord, orderRecord } from '../shop/generate-orders.ts';
import { Order } from '../shop/order.ts';

/** Every batch reads so many records, the last one fewer: whoever knows the offset knows the batches. */
export const BATCH_RECORDS = 200;

/** The orders of a seed, made as they are read; the offset counts them. With `total` the closing one follows. */
export function orderSource(seed: number, total: number | undefined): Source<Order> {
  return defineSource({
    name: 'orders',
    description: `orders(${seed})`,
    schema: Order,
    open: ({ columns }) => Promise.resolve(readerOf(seed, total, columns)),
  });
}

function readerOf(
  seed: number,
  total: number | undefined,
  columns: readonly string[],
): SourceReader {
  const schema = { fields: Order.fields.filter(({ name }) => columns.includes(name)) };
  const latest = total === undefined ? Number.MAX_SAFE_INTEGER : total + 1;
  const recordAt = (offset: number): OrderRecord =>
    offset === total ? closingRecord(total) : orderRecord(seed, offset);
  return {
    initialOffset: () => Promise.resolve(0),
    planBatch: (start) =>
      Promise.resolve({ end: Math.min(Number(start) + BATCH_RECORDS, latest), latest }),
    captureEnd: () => Promise.resolve(),
    // oxlint-disable-next-line require-await -- the contract is asynchronous, making orders is not
    async *read({ start, end }) {
      const count = Number(end) - Number(start);
      const orders = Array.from({ length: count }, (_, i) => recordAt(Number(start) + i).order);
      const whole = orders.filter((order) => order !== undefined);
      const vectors = schema.fields.map(({ name, dataType }) =>
        vectorFromJs(
          whole.map((order) => order[name as keyof Order]),
          dataType,
        ),
      );
      const rows = recordBatch(schema, vectors, whole.length);
      yield { rows, badRecordCount: count - whole.length };
    },
    commit: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
