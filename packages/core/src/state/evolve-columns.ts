import type { Vector } from '../columnar/vector.ts';
import { vectorOf } from '../columnar/vector-of.ts';
import {
  type DataType,
  type Field,
  type StructType,
  sameType,
  showType,
} from '../types/data-type.ts';

/** Makes a column of one type of a column of another. */
type Convert = (vector: Vector) => Vector;

/** A change that stored values cannot follow, in words: `its field 'a' is gone from int to text`. */
export interface Obstacle {
  readonly reason: string;
}

/** Makes columns as they are declared now of columns as they were stored. */
export type ConvertColumns = (columns: readonly Vector[], length: number) => readonly Vector[];

/**
 * How stored columns become those that are declared now, by name (Spark 4: the evolution of value
 * schemas, semantics 6.8): fields may come, if they may be null, go, and stand in another order, and numbers may
 * become wider. The same holds for structs in them, in arrays, and in values of maps.
 */
export function columnEvolution(
  before: readonly Field[],
  now: readonly Field[],
): ConvertColumns | Obstacle {
  const sources = now.map((field) => before.findIndex(({ name }) => name === field.name));
  const converts: (Convert | undefined)[] = [];
  for (const [i, field] of now.entries()) {
    const from = before[sources[i] as number];
    if (from === undefined) {
      if (!field.nullable) return { reason: `the field '${field.name}' is new and not nullable` };
      converts.push(undefined);
      continue;
    }
    if (from.nullable && !field.nullable) {
      return { reason: `the field '${field.name}' was nullable` };
    }
    const convert = evolution(from.dataType, field.dataType, `the field '${field.name}'`);
    if (typeof convert !== 'function') return convert;
    converts.push(convert);
  }
  return (columns, length) =>
    now.map(({ dataType }, i) => {
      const column = columns[sources[i] as number];
      const convert = converts[i];
      return column === undefined || convert === undefined
        ? vectorOf(new Array(length).fill(null), dataType)
        : convert(column);
    });
}

function evolution(before: DataType, now: DataType, what: string): Convert | Obstacle {
  if (before.kind === 'struct' && now.kind === 'struct') return structEvolution(before, now);
  if (before.kind === 'array' && now.kind === 'array') {
    if (before.containsNull && !now.containsNull) return { reason: `${what} had null elements` };
    const convert = evolution(before.element, now.element, `an element of ${what}`);
    return typeof convert === 'function' ? ofElements(convert) : convert;
  }
  if (before.kind === 'map' && now.kind === 'map') {
    if (!sameType(before.key, now.key)) return changed(before, now, what);
    const entry = (type: typeof now): StructType => ({
      kind: 'struct',
      fields: [
        { name: 'key', dataType: type.key, nullable: false },
        { name: 'value', dataType: type.value, nullable: type.valueContainsNull },
      ],
    });
    const convert = structEvolution(entry(before), entry(now));
    return typeof convert === 'function' ? ofElements(convert) : convert;
  }
  if (sameType(before, now)) return (vector) => vector;
  return widening(before.kind, now.kind) ?? changed(before, now, what);
}

function structEvolution(before: StructType, now: StructType): Convert | Obstacle {
  const convert = columnEvolution(before.fields, now.fields);
  if (typeof convert !== 'function') return convert;
  return (vector) => {
    if (vector.kind !== 'struct') throw new TypeError(`a ${vector.kind} vector is no struct`);
    return { ...vector, children: convert(vector.children, vector.length) };
  };
}

function ofElements(convert: Convert): Convert {
  return (vector) => {
    if (vector.kind !== 'list') throw new TypeError(`a ${vector.kind} vector is no list`);
    return { ...vector, elements: convert(vector.elements) };
  };
}

function changed(before: DataType, now: DataType, what: string): Obstacle {
  return { reason: `${what} was ${showType(before)} and is ${showType(now)}` };
}

/** Whole numbers that hold all values of those before them. */
const WHOLE: readonly DataType['kind'][] = ['byte', 'short', 'int', 'long'];

/** Numbers that can hold every value of the type before, exactly. */
function widening(before: DataType['kind'], now: DataType['kind']): Convert | undefined {
  const from = WHOLE.indexOf(before);
  const to = WHOLE.indexOf(now);
  if (from >= 0 && to > from) return now === 'long' ? asDoubles : (vector) => vector;
  if (now === 'double') {
    if (before === 'float') return (vector) => vector;
    if (from >= 0 && before !== 'long') return asDoubles;
  }
  return undefined;
}

/** A long is held as a double while it is a safe integer. */
function asDoubles(vector: Vector): Vector {
  if (vector.kind !== 'int') throw new TypeError(`a ${vector.kind} vector holds no whole numbers`);
  const { length, nulls, values } = vector;
  return { kind: 'double', length, nulls, values: Float64Array.from(values.subarray(0, length)) };
}
