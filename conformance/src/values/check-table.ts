import { Difference } from '../outcome.ts';
import type { Columns, Json } from '../scenario.ts';
import { isObject, listOf, textOf } from '../scenario.ts';
import { isSameType, isSameValue, unmatched } from './same-value.ts';
import type { Table } from './table.ts';

const MAX_SHOWN = 8;

/** How rows are compared. */
export interface Comparison {
  /** The expected columns; names do not count. */
  readonly columns?: Columns | undefined;
  readonly isOrdered?: boolean;
  /** Columns whose arrays are sets. */
  readonly sets?: ReadonlySet<string>;
}

/**
 * Compares a table with the expected rows.
 *
 * @throws {@link Difference} that tells the rows that are missing and those that nobody expects
 */
export function checkTable(
  expected: readonly Json[],
  table: Table,
  { columns = table.columns, isOrdered = false, sets = new Set() }: Comparison,
): void {
  if (table.rows.length > 0 && columns.length !== table.columns.length) {
    throw new Difference(`columns ${shown(table.columns)}, expected ${shown(columns)}`);
  }
  const isSame = (a: Json, b: Json): boolean => isSameRow(a, b, table.columns, columns, sets);
  const { missing, unexpected } = unmatched(expected, table.rows, isSame);
  if (missing.length > 0 || unexpected.length > 0) {
    throw new Difference(`missing ${shown(missing)}, unexpected ${shown(unexpected)}`);
  }
  if (isOrdered && !expected.every((row, i) => isSame(row, table.rows[i] ?? null))) {
    throw new Difference(`order ${shown(table.rows)}, expected ${shown(expected)}`);
  }
  if (table.rows.length === 0) return;
  if (columns.every(([, type], i) => isSameType(type, table.columns[i]?.[1] ?? null))) return;
  throw new Difference(`types ${shown(table.columns)}, expected ${shown(columns)}`);
}

function isSameRow(
  expected: Json,
  found: Json,
  foundColumns: Columns,
  columns: Columns,
  sets: ReadonlySet<string>,
): boolean {
  const [a, b] = [listOf(expected), listOf(found)];
  return (
    a.length === b.length &&
    columns.every(([name], i) => {
      const type = foundColumns[i]?.[1] ?? null;
      return isSameValue(a[i] ?? null, b[i] ?? null, type, sets.has(name));
    })
  );
}

/** Values as text; of many only some. */
function shown(values: readonly unknown[]): string {
  const more = values.length > MAX_SHOWN ? `, … ${values.length - MAX_SHOWN} more` : '';
  const text = values.slice(0, MAX_SHOWN).map((value) => JSON.stringify(value));
  return `[${text.join(', ')}${more}]`;
}

/** The columns of a plan that `collect_set` makes. */
export function setColumnsOf(plan: Json | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (json: Json): void => {
    if (Array.isArray(json)) for (const element of json) visit(element as Json);
    if (!isObject(json)) return;
    for (const aggregate of listOf(json['aggs'])) {
      const [name, expr] = listOf(aggregate);
      if (listOf(expr)[0] === 'collect_set') names.add(textOf(name));
    }
    for (const value of Object.values(json)) visit(value);
  };
  if (plan !== undefined) visit(plan);
  return names;
}
