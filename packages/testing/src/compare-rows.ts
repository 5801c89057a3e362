import { valueKey, valueText } from './value-key.ts';

/** A row as tests name it: column name to value. */
export type AnyRow = Readonly<Record<string, unknown>>;

export interface RowComparison {
  /** True for the rows that the other side does not have, each as often as it is missing there. */
  readonly expected: readonly ComparedRow[];
  readonly actual: readonly ComparedRow[];
}

interface ComparedRow {
  readonly row: AnyRow;
  readonly isAlone: boolean;
}

/**
 * Lines up two lists of rows: as bags, or one by one when their order counts.
 *
 * @returns undefined where they are the same
 */
export function compareRows(
  expected: readonly AnyRow[],
  actual: readonly AnyRow[],
  isOrdered = false,
): RowComparison | undefined {
  const compared = isOrdered
    ? { expected: alignedWith(expected, actual), actual: alignedWith(actual, expected) }
    : { expected: alone(expected, actual), actual: alone(actual, expected) };
  const isDifferent = [...compared.expected, ...compared.actual].some(({ isAlone }) => isAlone);
  return isDifferent ? compared : undefined;
}

function alignedWith(rows: readonly AnyRow[], others: readonly AnyRow[]): readonly ComparedRow[] {
  return rows.map((row, i) => ({
    row,
    isAlone: i >= others.length || valueKey(row) !== valueKey(others[i]),
  }));
}

/** Sorted by value, so that like rows stand at like places. */
function alone(rows: readonly AnyRow[], others: readonly AnyRow[]): readonly ComparedRow[] {
  const left = new Map<string, number>();
  for (const other of others) {
    const key = valueKey(other);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return rows
    .map((row) => ({ row, key: valueKey(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row, key }) => {
      const count = left.get(key) ?? 0;
      left.set(key, count - 1);
      return { row, isAlone: count <= 0 };
    });
}

/** Two small tables: what was expected, then what came; `-` marks what is missing, `+` what is too much. */
export function comparisonText({ expected, actual }: RowComparison): string {
  const names = [...new Set([...expected, ...actual].flatMap(({ row }) => Object.keys(row)))];
  const widthOf = (name: string): number =>
    Math.max(name.length, ...[...expected, ...actual].map(({ row }) => cellOf(row[name]).length));
  const widths = names.map(widthOf);
  const line = (mark: string, cells: readonly string[]): string =>
    `${mark} | ${cells.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join(' | ')} |`;
  const table = (title: string, mark: string, rows: readonly ComparedRow[]): string[] => {
    const shown = rows.length > SHOWN_ROWS ? rows.filter(({ isAlone }) => isAlone) : rows;
    const left = rows.length - Math.min(shown.length, SHOWN_ROWS);
    return [
      `${title} (${countText(rows.length, 'row')})`,
      ...(shown.length === 0 ? [] : [line(' ', names)]),
      ...shown.slice(0, SHOWN_ROWS).map(({ row, isAlone }) =>
        line(
          isAlone ? mark : ' ',
          names.map((name) => cellOf(row[name])),
        ),
      ),
      ...(left === 0 ? [] : [`    … and ${countText(left, 'row')} more`]),
    ];
  };
  return [...table('expected', '-', expected), ...table('actual', '+', actual)].join('\n');
}

const CELL_LENGTH = 60;
/** Beyond so many rows a table shows only those that differ. */
const SHOWN_ROWS = 20;

function cellOf(value: unknown): string {
  const text = valueText(value);
  return text.length > CELL_LENGTH ? `${text.slice(0, CELL_LENGTH - 1)}…` : text;
}

/** For the line above the tables: `1 row is missing, 2 rows are too much`. */
export function differenceText({ expected, actual }: RowComparison): string {
  const missing = expected.filter(({ isAlone }) => isAlone).length;
  const extra = actual.filter(({ isAlone }) => isAlone).length;
  const be = (count: number): string => (count === 1 ? 'is' : 'are');
  return [
    ...(missing > 0 ? [`${countText(missing, 'row')} ${be(missing)} missing`] : []),
    ...(extra > 0 ? [`${countText(extra, 'row')} ${be(extra)} not expected`] : []),
  ].join(', ');
}

/** `1 row`, `2 rows`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
