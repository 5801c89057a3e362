import { type RecordBatch, recordBatch, TARGET_BATCH_ROWS } from '../columnar/record-batch.ts';
import type { DoubleVector } from '../columnar/vector.ts';
import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { BAD_OPTION } from '../errors/option.ts';
import type { Clock } from '../ports/clock.ts';
import { long, type Schema, schema, timestamp } from '../types/schema.ts';
import type {
  Offset,
  OffsetRange,
  PlannedBatch,
  Source,
  SourceBatch,
  SourceContext,
  SourceReader,
} from './source.ts';

export interface RateSourceOptions {
  /** How many rows a second brings; 1 or more. */
  readonly rowsPerSecond?: number;
}

const OPTIONS: OptionNames<RateSourceOptions> = { rowsPerSecond: true };

/** A row of {@link rateSource}: `value` counts from 0. */
export interface RateRow {
  readonly timestamp: Date;
  readonly value: number;
}

const RATE: Schema<RateRow> = schema({ timestamp: timestamp(), value: long() });
const MICROS_PER_MS = 1000;
const MS_PER_SECOND = 1000;

/** The offset: whole seconds since the query first started, and when that was. */
type RateOffset = { readonly createdMs: number; readonly seconds: number };

/**
 * Rows that come by themselves, `rowsPerSecond` each second, spread evenly (Spark: the rate source).
 * The first rows come one second after the first start of the query.
 *
 * **Delivery guarantee:** exactly-once; a range always gives the same rows.
 */
export function rateSource(options: RateSourceOptions = {}): Source<RateRow> {
  checkOptions('rateSource()', options, OPTIONS);
  const { rowsPerSecond = 1 } = options;
  if (!Number.isInteger(rowsPerSecond) || rowsPerSecond < 1) {
    throw BAD_OPTION.error({
      option: 'rowsPerSecond',
      value: String(rowsPerSecond),
      expected: 'a whole number from 1',
    });
  }
  return {
    name: 'rate',
    description: `rate(${rowsPerSecond} rows/s)`,
    schema: RATE,
    open: (context) => Promise.resolve(new RateReader(rowsPerSecond, context)),
  };
}

class RateReader implements SourceReader {
  readonly #rowsPerSecond: number;
  readonly #clock: Clock;
  readonly #fields: Schema['fields'];
  #capturedAtMs: number | undefined;

  constructor(rowsPerSecond: number, { ports, columns }: SourceContext) {
    this.#rowsPerSecond = rowsPerSecond;
    this.#clock = ports.clock;
    this.#fields = RATE.fields.filter(({ name }) => columns.includes(name));
  }

  initialOffset(): Promise<Offset> {
    return Promise.resolve({ createdMs: this.#clock.nowMs(), seconds: 0 });
  }

  planBatch(start: Offset): Promise<PlannedBatch> {
    const { createdMs, seconds } = start as RateOffset;
    const until = (timeMs: number): RateOffset => ({
      createdMs,
      seconds: Math.max(seconds, Math.floor((timeMs - createdMs) / MS_PER_SECOND)),
    });
    const nowMs = this.#clock.nowMs();
    return Promise.resolve({ end: until(this.#capturedAtMs ?? nowMs), latest: until(nowMs) });
  }

  captureEnd(): Promise<void> {
    this.#capturedAtMs = this.#clock.nowMs();
    return Promise.resolve();
  }

  // oxlint-disable-next-line require-await -- the contract is asynchronous, memory is not
  async *read({ start, end }: OffsetRange): AsyncIterable<SourceBatch> {
    const { createdMs, seconds } = start as RateOffset;
    const first = seconds * this.#rowsPerSecond;
    const last = (end as RateOffset).seconds * this.#rowsPerSecond;
    for (let value = first; value < last; value += TARGET_BATCH_ROWS) {
      const length = Math.min(TARGET_BATCH_ROWS, last - value);
      yield { rows: this.#rows(createdMs, value, length), badRecordCount: 0 };
    }
  }

  #rows(createdMs: number, firstValue: number, length: number): RecordBatch {
    const values = Float64Array.from({ length }, (_, i) => firstValue + i);
    const times = values.map(
      (value) =>
        (createdMs + Math.round((value * MS_PER_SECOND) / this.#rowsPerSecond)) * MICROS_PER_MS,
    );
    const columns = this.#fields.map(
      ({ name }): DoubleVector => ({
        kind: 'double',
        length,
        nulls: undefined,
        values: name === 'value' ? values : times,
      }),
    );
    return recordBatch({ fields: this.#fields }, columns, length);
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
