import { type TimeZone, UTC } from '../types/time-zone.ts';
import { readValue } from './read-value.ts';
import { compact, type RecordBatch } from './record-batch.ts';
import { type ValueTextStyle, valueText } from './value-text.ts';
import type { Vector } from './vector.ts';

export interface TableTextOptions {
  readonly numRows: number;
  /** Cuts cells, but not the names above them, to 20 characters, and aligns to the right. */
  readonly truncate: boolean;
  /** The wall clock that timestamps are shown by; UTC unless said. */
  readonly zone?: TimeZone;
}

const CELL_LENGTH = 20;
const MIN_WIDTH = 3;

/** The first rows of a batch as the table that Spark's `show` prints (Dataset.showString of 3.5). */
export function tableText(batch: RecordBatch, options: TableTextOptions): string {
  const { numRows, truncate, zone = UTC } = options;
  const style: ValueTextStyle = { nullText: 'NULL', binary: 'hex', decimal: 'plain', zone };
  const rows = compact(batch);
  const shown = Math.min(numRows, rows.length);
  const columns = rows.schema.fields.map(({ name, dataType }, c) => {
    const vector = rows.columns[c] as Vector;
    const cells = Array.from({ length: shown }, (_, row) => {
      const text = onOneLine(valueText(readValue(vector, row, dataType), dataType, style));
      return truncate ? cut(text) : text;
    });
    return [onOneLine(name), ...cells];
  });
  const widths = columns.map((cells) => Math.max(MIN_WIDTH, ...cells.map(widthOf)));
  const rule = `+${widths.map((width) => '-'.repeat(width)).join('+')}+`;
  const lines = Array.from({ length: shown + 1 }, (_, line) => {
    const cells = columns.map((column, c) => pad(column[line] ?? '', widths[c] ?? 0, truncate));
    return `|${cells.join('|')}|`;
  });
  const [header = '||', ...body] = lines;
  const more =
    rows.length > shown ? `only showing top ${shown} row${shown === 1 ? '' : 's'}\n` : '';
  return `${[rule, header, rule, ...body, rule].join('\n')}\n${more}`;
}

function cut(cell: string): string {
  return cell.length > CELL_LENGTH ? `${cell.slice(0, CELL_LENGTH - 3)}...` : cell;
}

function pad(cell: string, width: number, alignRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return alignRight ? space + cell : cell + space;
}

/** Characters that terminals show two columns wide (Spark: Utils.fullWidthRegex). */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/g;

function widthOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\f', '\\f'],
  ['\b', '\\b'],
  ['\v', '\\v'],
  ['\u0007', '\\a'],
]);

/** A cell stays on its line: what would move the cursor is shown by its escape. */
function onOneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters meant
  return text.replace(/[\n\r\t\f\b\v\u0007]/g, (character) => ESCAPES.get(character) ?? character);
}
