import type { StateRow, Token } from './state-row.ts';

/** The rows of a state variable by the group they belong to. */
export interface RowsOfGroups {
  find(group: number, token: Token): StateRow | undefined;
  /** Puts a row where none is. */
  put(row: StateRow): void;
  delete(row: StateRow): void;
  /** The rows of a group; it may be walked while rows are deleted. */
  of(group: number): Iterable<StateRow>;
  has(group: number): boolean;
}

const NONE: readonly StateRow[] = [];

/** At most one row for each group. */
export class OneRowEach implements RowsOfGroups {
  readonly #rows: (StateRow | undefined)[] = [];

  find(group: number): StateRow | undefined {
    return this.#rows[group];
  }

  put(row: StateRow): void {
    // No holes: those would make a dictionary of the array.
    while (this.#rows.length < row.group) this.#rows.push(undefined);
    this.#rows[row.group] = row;
  }

  delete({ group }: StateRow): void {
    this.#rows[group] = undefined;
  }

  of(group: number): Iterable<StateRow> {
    const row = this.#rows[group];
    return row === undefined ? NONE : [row];
  }

  has(group: number): boolean {
    return this.#rows[group] !== undefined;
  }
}

/** Any number of rows for each group, in the order they were put. */
export class ManyRowsEach implements RowsOfGroups {
  readonly #groups: (Map<Token, StateRow> | undefined)[] = [];

  find(group: number, token: Token): StateRow | undefined {
    return this.#groups[group]?.get(token);
  }

  put(row: StateRow): void {
    while (this.#groups.length <= row.group) this.#groups.push(undefined);
    const rows = (this.#groups[row.group] ??= new Map());
    rows.set(row.token, row);
  }

  delete({ group, token }: StateRow): void {
    const rows = this.#groups[group];
    rows?.delete(token);
    if (rows?.size === 0) this.#groups[group] = undefined;
  }

  of(group: number): Iterable<StateRow> {
    return this.#groups[group]?.values() ?? NONE;
  }

  has(group: number): boolean {
    return this.#groups[group] !== undefined;
  }

  /** Puts the rows of all groups in the order of their keys, which are numbers. */
  sort(): void {
    for (const [group, rows] of this.#groups.entries()) {
      if (rows === undefined || rows.size < 2) continue;
      const sorted = [...rows].sort(([a], [b]) => Number(a) - Number(b));
      this.#groups[group] = new Map(sorted);
    }
  }
}
