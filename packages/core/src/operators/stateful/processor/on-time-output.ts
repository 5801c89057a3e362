import type { Row } from '../../../columnar/row.ts';
import { fromJs } from '../../../columnar/row.ts';
import { ROW_BEHIND_WATERMARK } from '../../../errors/stateful-processor.ts';
import type { Schema } from '../../../types/schema.ts';
import type { Emit } from '../../operator.ts';
import { MICROS_PER_MS } from '../event-time-bound.ts';
import { RowOutput } from '../row-output.ts';

/** Takes the rows of user code, and refuses those that steps with a watermark would drop as late. */
export class OnTimeOutput {
  readonly #config: OnTimeOutputConfig;
  readonly #rows: RowOutput;
  #limitMicros = 0;

  constructor(config: OnTimeOutputConfig) {
    this.#config = config;
    this.#rows = new RowOutput(config.fn, config.schema, config.emit);
  }

  begin(lateWatermarkMs: number): void {
    this.#limitMicros = lateWatermarkMs * MICROS_PER_MS;
  }

  /** @throws {@link ROW_BEHIND_WATERMARK}, `GROUP_STATE.BAD_ROW` */
  add(row: Readonly<Row>): void {
    this.#rows.add(row);
    const { fn, schema, timeColumn } = this.#config;
    const field = timeColumn === undefined ? undefined : schema.fields[timeColumn];
    if (field === undefined) return;
    const micros = fromJs(row[field.name], field.dataType) as number | null;
    // As everywhere a row without a time is not late.
    if (micros === null || micros > this.#limitMicros) return;
    throw ROW_BEHIND_WATERMARK.error({
      fn,
      column: field.name,
      time: iso(micros),
      watermark: iso(this.#limitMicros),
    });
  }

  flush(): void {
    this.#rows.flush();
  }
}

interface OnTimeOutputConfig {
  /** The verb the user code was given to, for messages. */
  readonly fn: string;
  readonly schema: Schema;
  /** The event time by position; undefined where there is none. */
  readonly timeColumn: number | undefined;
  readonly emit: Emit;
}

function iso(micros: number): string {
  return new Date(Math.floor(micros / MICROS_PER_MS)).toISOString();
}
