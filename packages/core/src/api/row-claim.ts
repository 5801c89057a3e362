import { ROW_DIFFERS } from '../errors/analysis.ts';
import { sameType, showType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';

/**
 * Compares the columns of a plan with those that somebody claims it has, by name.
 *
 * @throws {@link ROW_DIFFERS} with all differences
 */
export function checkRow(actual: Schema, claimed: Schema): void {
  const found = new Map(actual.fields.map((field) => [field.name, field]));
  const differences = claimed.fields.flatMap(({ name, dataType, nullable }) => {
    const field = found.get(name);
    found.delete(name);
    if (field === undefined) return [`there is no column '${name}'`];
    if (!sameType(field.dataType, dataType)) {
      return [`column '${name}' is ${showType(field.dataType)}, not ${showType(dataType)}`];
    }
    return field.nullable && !nullable ? [`column '${name}' may be null`] : [];
  });
  for (const name of found.keys()) differences.push(`there is also a column '${name}'`);
  if (differences.length > 0) throw ROW_DIFFERS.error({ differences });
}
