import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { UserError } from '../user-error.ts';
import type { Order } from './order.ts';
import type { OrderRecord } from './order-record.ts';

/** Where each field of an order stands in the CSV, and how its event time is written there. */
export interface CsvPreset {
  readonly name: string;
  readonly columns: Readonly<Record<keyof Order, string>>;
  /** Makes the ISO-8601 text of an order's event time. */
  eventTime(text: string): string;
}

const AS_NAMED: CsvPreset = {
  name: 'none',
  columns: {
    order_id: 'order_id',
    user_id: 'user_id',
    product_id: 'product_id',
    category: 'category',
    price: 'price',
    quantity: 'quantity',
    country: 'country',
    event_time: 'event_time',
  },
  eventTime: (text) => text,
};

/** "Online Retail" of the UCI repository: invoice lines of a UK gift shop, times without zone, taken as UTC. */
const ONLINE_RETAIL: CsvPreset = {
  name: 'online-retail',
  columns: {
    order_id: 'InvoiceNo',
    user_id: 'CustomerID',
    product_id: 'StockCode',
    category: 'Country',
    price: 'UnitPrice',
    quantity: 'Quantity',
    country: 'Country',
    event_time: 'InvoiceDate',
  },
  eventTime: (text) => `${text.replace(' ', 'T')}.000Z`,
};

export const PRESETS: readonly CsvPreset[] = [ONLINE_RETAIL];

const MAX_INT = 2_147_483_647;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * The lines of a CSV as orders, in order; `.gz` is read as it is. A line whose numbers or time cannot
 * be read is sent as it stands: finding it is the job of the pipeline, not of the sender.
 *
 * @throws UserError when the header lacks a column
 */
export async function* readCsvOrders(
  file: string,
  preset: CsvPreset = AS_NAMED,
): AsyncGenerator<OrderRecord> {
  const bytes = createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  const parser = text.pipe(parse({ bom: true, relax_column_count: true }));
  // pipe() forwards data, not errors.
  bytes.on('error', (error: Error) => parser.destroy(error));
  text.on('error', (error: Error) => parser.destroy(error));
  let positions: Readonly<Record<keyof Order, number>> | undefined;
  for await (const line of parser as AsyncIterable<readonly string[]>) {
    if (positions === undefined) positions = positionsOf(file, line, preset);
    else yield toRecord(line, positions, preset);
  }
}

function positionsOf(
  file: string,
  header: readonly string[],
  preset: CsvPreset,
): Readonly<Record<keyof Order, number>> {
  const missing = Object.values(preset.columns).filter((name) => !header.includes(name));
  if (missing.length > 0) {
    const fitting = PRESETS.find(({ columns }) =>
      Object.values(columns).every((name) => header.includes(name)),
    );
    const hint = fitting === undefined ? '' : ` It looks like --preset ${fitting.name}.`;
    throw new UserError(`${file} has no column ${[...new Set(missing)].join(', ')}.${hint}`);
  }
  const at = (field: keyof Order) => header.indexOf(preset.columns[field]);
  return {
    order_id: at('order_id'),
    user_id: at('user_id'),
    product_id: at('product_id'),
    category: at('category'),
    price: at('price'),
    quantity: at('quantity'),
    country: at('country'),
    event_time: at('event_time'),
  };
}

function toRecord(
  line: readonly string[],
  positions: Readonly<Record<keyof Order, number>>,
  preset: CsvPreset,
): OrderRecord {
  const text = (field: keyof Order) => line[positions[field]] ?? '';
  const fields = {
    order_id: text('order_id'),
    user_id: text('user_id'),
    product_id: text('product_id'),
    category: text('category'),
    price: numberOrText(text('price')),
    quantity: numberOrText(text('quantity')),
    country: text('country'),
    event_time: preset.eventTime(text('event_time')),
  };
  const event_time = new Date(ISO_TIME.test(fields.event_time) ? fields.event_time : Number.NaN);
  const { price, quantity } = fields;
  const isOrder =
    typeof price === 'number' && isInt(quantity) && !Number.isNaN(event_time.getTime());
  // Times go out in one form: UTC with milliseconds.
  const value = JSON.stringify(isOrder ? { ...fields, event_time } : fields);
  if (!isOrder) return { key: fields.order_id, value, order: undefined, flaw: 'malformed' };
  return { key: fields.order_id, value, order: { ...fields, price, quantity, event_time } };
}

function numberOrText(text: string): number | string {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : text;
}

const isInt = (value: number | string): value is number =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_INT;
