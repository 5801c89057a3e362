import type { Vector } from '../columnar/vector.ts';
import { type KeyColumn, mismatch, pickInts, pickNulls } from './key-column.ts';
import { type ColumnUse, DoubleLane, IntLane, type KeyLane } from './key-lane.ts';

export class BooleanKeyColumn implements KeyColumn {
  readonly #lane = new IntLane();
  readonly lanes: readonly KeyLane[] = [this.#lane];
  readonly internedCount: number = 0;

  probe(vector: Vector, length: number): void {
    if (vector.kind !== 'boolean') throw mismatch(vector, 'boolean');
    this.#lane.setProbe(Int32Array.from(vector.values.subarray(0, length)), vector.nulls);
  }

  read(groups: Int32Array): Vector {
    const values = Uint8Array.from(pickInts(this.#lane.values, groups));
    const nulls = pickNulls(this.#lane.nulls, groups);
    return { kind: 'boolean', length: groups.length, nulls, values };
  }

  compact(): void {}
}

export class IntKeyColumn implements KeyColumn {
  readonly #lane = new IntLane();
  readonly lanes: readonly KeyLane[] = [this.#lane];
  readonly internedCount: number = 0;

  probe(vector: Vector): void {
    if (vector.kind !== 'int') throw mismatch(vector, 'int');
    this.#lane.setProbe(vector.values, vector.nulls);
  }

  read(groups: Int32Array): Vector {
    const values = pickInts(this.#lane.values, groups);
    const nulls = pickNulls(this.#lane.nulls, groups);
    return { kind: 'int', length: groups.length, nulls, values };
  }

  compact(): void {}
}

export class DoubleKeyColumn implements KeyColumn {
  readonly #lane: DoubleLane;
  readonly lanes: readonly KeyLane[];
  readonly internedCount: number = 0;

  constructor(use: ColumnUse) {
    this.#lane = new DoubleLane(use);
    this.lanes = [this.#lane];
  }

  probe(vector: Vector): void {
    if (vector.kind !== 'double') throw mismatch(vector, 'double');
    this.#lane.setProbe(vector.values, vector.nulls);
  }

  read(groups: Int32Array): Vector {
    const stored = this.#lane.values;
    const values = new Float64Array(groups.length);
    for (let i = 0; i < values.length; i++) values[i] = stored[groups[i] as number] as number;
    const nulls = pickNulls(this.#lane.nulls, groups);
    return { kind: 'double', length: groups.length, nulls, values };
  }

  compact(): void {}
}
