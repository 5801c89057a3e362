import type { ListState } from '../../../plan/stateful-processor.ts';
import { type VariableParts, valueFromJs, valueToJs } from './value-state.ts';

/** A {@link ListState} over the rows of a table, whose own keys ascend in the order of the elements. */
export class TableListState<T> implements ListState<T> {
  readonly #parts: VariableParts;

  constructor(parts: VariableParts) {
    this.#parts = parts;
  }

  get exists(): boolean {
    const { scope, table } = this.#parts;
    return table.of(scope.current).next().done !== true;
  }

  get(): readonly T[] {
    const { scope, table } = this.#parts;
    return Array.from(table.of(scope.current), ({ value }) => valueToJs<T>(this.#parts, value));
  }

  append(value: NonNullable<T>): void {
    const { scope, table } = this.#parts;
    table.write(scope.current, table.nextKey, valueFromJs(this.#parts, value));
  }

  appendAll(values: Iterable<NonNullable<T>>): void {
    for (const value of values) this.append(value);
  }

  put(values: Iterable<NonNullable<T>>): void {
    // The values may come from the list itself.
    const added = [...values];
    this.clear();
    this.appendAll(added);
  }

  clear(): void {
    const { scope, table } = this.#parts;
    table.clear(scope.current);
  }
}
