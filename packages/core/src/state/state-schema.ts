import { CHECKPOINT_CORRUPT } from '../errors/checkpoint.ts';
import { type Field, showType } from '../types/data-type.ts';

/** The columns of a table of state: the key fields, then the value fields. */
export interface StateSchema {
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
}

/**
 * The types of a table by position. All that the files of version 1 knew, and what must be the same
 * where state does not evolve: names may change, as in Spark (semantics 2.4). Stored on disk: never change.
 */
export function stateSchemaText({ keyFields, valueFields }: StateSchema): string {
  return `(${typesOf(keyFields)}) -> (${typesOf(valueFields)})`;
}

/** The types of some columns, as text. */
export function typesOf(fields: readonly Field[]): string {
  return fields.map(({ dataType }) => showType(dataType)).join(', ');
}

/**
 * A schema as the files of version 2 have it. Stored on disk: never change, and so neither the form of
 * `DataType`.
 */
export function stateSchemaJson({ keyFields, valueFields }: StateSchema): string {
  return JSON.stringify({ keyFields: keyFields.map(stored), valueFields: valueFields.map(stored) });
}

function stored({ name, dataType, nullable }: Field): Field {
  return { name, dataType, nullable };
}

/**
 * The inverse of {@link stateSchemaJson}, of a file whose bytes are known to be as written.
 *
 * @throws {@link CHECKPOINT_CORRUPT}
 */
export function parseStateSchema(text: string, path: string): StateSchema {
  try {
    const { keyFields, valueFields } = JSON.parse(text) as Partial<StateSchema>;
    if (Array.isArray(keyFields) && Array.isArray(valueFields)) return { keyFields, valueFields };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  const damage = 'its form is not the one this version writes';
  throw CHECKPOINT_CORRUPT.error({ path, damage });
}
