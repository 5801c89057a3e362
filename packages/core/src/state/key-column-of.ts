import type { Vector } from '../columnar/vector.ts';
import type { Field } from '../types/data-type.ts';
import { InternedKeyColumn } from './interned-key-column.ts';
import { type KeyColumn, mismatch, pickNulls } from './key-column.ts';
import { type ColumnUse, IntLane, type KeyLane } from './key-lane.ts';
import { LongKeyColumn } from './long-key-column.ts';
import { BooleanKeyColumn, DoubleKeyColumn, IntKeyColumn } from './plain-key-columns.ts';

/** The column that holds values of a field. */
export function keyColumnOf(field: Field, use: ColumnUse = 'key'): KeyColumn {
  const { dataType } = field;
  switch (dataType.kind) {
    case 'boolean':
      return new BooleanKeyColumn();
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
      return new IntKeyColumn();
    case 'float':
    case 'double':
    case 'timestamp':
    case 'timestamp_ntz':
      return new DoubleKeyColumn(use);
    case 'long':
      return new LongKeyColumn();
    case 'struct':
      return new StructKeyColumn(dataType.fields, field.nullable, use);
    case 'string':
    case 'binary':
    case 'decimal':
    case 'array':
    case 'map':
    case 'interval':
    case 'null':
      return new InternedKeyColumn(dataType);
  }
}

/** A struct is its fields, and a lane that tells a null struct from one of nulls. */
class StructKeyColumn implements KeyColumn {
  readonly #presence: IntLane | undefined;
  readonly #children: readonly KeyColumn[];
  readonly lanes: readonly KeyLane[];

  constructor(fields: readonly Field[], isNullable: boolean, use: ColumnUse) {
    this.#presence = isNullable ? new IntLane() : undefined;
    this.#children = fields.map((field) => keyColumnOf(field, use));
    this.lanes = [
      ...(this.#presence === undefined ? [] : [this.#presence]),
      ...this.#children.flatMap((child) => child.lanes),
    ];
  }

  get internedCount(): number {
    return Math.max(0, ...this.#children.map((child) => child.internedCount));
  }

  probe(vector: Vector, length: number, isAdding: boolean): void {
    if (vector.kind !== 'struct') throw mismatch(vector, 'struct');
    this.#presence?.setProbe(new Int32Array(length), vector.nulls);
    for (const [i, child] of this.#children.entries()) {
      child.probe(vector.children[i] as Vector, length, isAdding);
    }
  }

  read(groups: Int32Array): Vector {
    const children = this.#children.map((child) => child.read(groups));
    const nulls = pickNulls(this.#presence?.nulls, groups);
    return { kind: 'struct', length: groups.length, nulls, children };
  }

  compact(groups: Int32Array): void {
    for (const child of this.#children) child.compact(groups);
  }
}
