import { toJs } from '../../../columnar/row.ts';
import type { MapState } from '../../../plan/stateful-processor.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { InternalValue } from '../../../types/internal-value.ts';
import { type StateRow, tokenOf } from './state-row.ts';
import { notNull, type VariableParts, valueFromJs, valueToJs } from './value-state.ts';

/** A {@link MapState} over the rows of a table, whose own keys are those of the map. */
export class TableMapState<K, V> implements MapState<K, V> {
  readonly #parts: VariableParts;
  readonly #keyType: DataType;

  constructor(parts: VariableParts, keyType: DataType) {
    this.#parts = parts;
    this.#keyType = keyType;
  }

  get exists(): boolean {
    return this.#rows().next().done !== true;
  }

  get(key: NonNullable<K>): V | undefined {
    const row = this.#find(key);
    return row === undefined ? undefined : valueToJs<V>(this.#parts, row.value);
  }

  has(key: NonNullable<K>): boolean {
    return this.#find(key) !== undefined;
  }

  set(key: NonNullable<K>, value: NonNullable<V>): void {
    const { scope, table } = this.#parts;
    table.write(scope.current, this.#keyFromJs(key), valueFromJs(this.#parts, value));
  }

  delete(key: NonNullable<K>): boolean {
    const row = this.#find(key);
    if (row !== undefined) this.#parts.table.remove(row);
    return row !== undefined;
  }

  keys(): IterableIterator<K> {
    return mapped(this.#rows(), ({ key }) => this.#keyToJs(key));
  }

  values(): IterableIterator<V> {
    return mapped(this.#rows(), ({ value }) => valueToJs<V>(this.#parts, value));
  }

  entries(): IterableIterator<[K, V]> {
    return mapped(this.#rows(), ({ key, value }): [K, V] => [
      this.#keyToJs(key),
      valueToJs<V>(this.#parts, value),
    ]);
  }

  clear(): void {
    const { scope, table } = this.#parts;
    table.clear(scope.current);
  }

  #rows(): Generator<StateRow> {
    const { scope, table } = this.#parts;
    return table.of(scope.current);
  }

  #find(key: NonNullable<K>): StateRow | undefined {
    const { scope, table } = this.#parts;
    return table.find(scope.current, tokenOf(this.#keyFromJs(key)));
  }

  #keyFromJs(key: NonNullable<K>): InternalValue {
    return notNull(this.#parts.table.tableName, 'key', key, this.#keyType);
  }

  #keyToJs(key: InternalValue): K {
    return toJs(key, this.#keyType, this.#parts.table.tableName) as K;
  }
}

function* mapped<A, B>(values: Iterable<A>, of: (value: A) => B): Generator<B> {
  for (const value of values) yield of(value);
}
