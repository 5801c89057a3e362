import { fromJs, toJs } from '../../../columnar/row.ts';
import { NO_VALUE, NULL_VALUE } from '../../../errors/stateful-processor.ts';
import type { ValueState } from '../../../plan/stateful-processor.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { InternalValue } from '../../../types/internal-value.ts';
import type { KeyScope } from './key-scope.ts';
import { ONLY, type VariableTable } from './variable-table.ts';

/** What a state variable is made of. */
export interface VariableParts {
  readonly scope: KeyScope;
  readonly table: VariableTable;
  readonly type: DataType;
}

/** A {@link ValueState} over the rows of a table. */
export class TableValueState<T> implements ValueState<T> {
  readonly #parts: VariableParts;

  constructor(parts: VariableParts) {
    this.#parts = parts;
  }

  get exists(): boolean {
    const { scope, table } = this.#parts;
    return table.find(scope.current, ONLY) !== undefined;
  }

  get(): T {
    const value = this.getOption();
    if (value === undefined) throw NO_VALUE.error({ name: this.#parts.table.tableName });
    return value;
  }

  getOption(): T | undefined {
    const { scope, table } = this.#parts;
    const row = table.find(scope.current, ONLY);
    return row === undefined ? undefined : valueToJs<T>(this.#parts, row.value);
  }

  update(value: NonNullable<T>): void {
    const { scope, table } = this.#parts;
    table.write(scope.current, null, valueFromJs(this.#parts, value));
  }

  clear(): void {
    const { scope, table } = this.#parts;
    table.clear(scope.current);
  }
}

/** A stored value as user code sees it: its own copy. */
export function valueToJs<T>({ table, type }: VariableParts, value: InternalValue): T {
  return toJs(value, type, table.tableName) as T;
}

/**
 * A value of user code as it is stored.
 *
 * @throws {@link NULL_VALUE}
 */
export function valueFromJs({ table, type }: VariableParts, value: unknown): InternalValue {
  return notNull(table.tableName, 'value', value, type);
}

export function notNull(
  name: string,
  what: 'key' | 'value',
  value: unknown,
  type: DataType,
): InternalValue {
  if (value === null || value === undefined) {
    throw NULL_VALUE.error({ name, what, value: String(value) });
  }
  return fromJs(value, type);
}
