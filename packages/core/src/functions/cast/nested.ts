import { readValue } from '../../columnar/read-value.ts';
import type { StructVector, Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { type DataType, type MapType, sameType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { EvalContext, Kernel } from '../function.ts';

type CastOf = (from: DataType, to: DataType) => Kernel | undefined;

/** Casts of arrays, maps and structs, part by part; structs by position, not by name. */
export function castNested(from: DataType, to: DataType, castOf: CastOf): Kernel | undefined {
  const partCast = (a: DataType, b: DataType): Kernel | undefined =>
    sameType(a, b) ? ([same]) => same as Vector : castOf(a, b);
  if (from.kind === 'array' && to.kind === 'array') {
    const cast = partCast(from.element, to.element);
    return (
      cast &&
      ((args, length, context) => {
        const lists = readAll(args[0] as Vector, from, length) as readonly (
          | readonly InternalValue[]
          | null
        )[];
        const items = castItems(
          lists.flatMap((list) => list ?? []),
          from.element,
          to.element,
          cast,
          context,
        );
        let next = 0;
        return vectorOf(
          lists.map((list) => list && list.map(() => items[next++] ?? null)),
          to,
        );
      })
    );
  }
  if (from.kind === 'map' && to.kind === 'map') return castMap(from, to, partCast);
  if (from.kind !== 'struct' || to.kind !== 'struct') return undefined;
  if (from.fields.length !== to.fields.length) return undefined;
  const casts = from.fields.map((field, i) =>
    partCast(field.dataType, to.fields[i]?.dataType ?? to),
  );
  if (casts.includes(undefined)) return undefined;
  return ([vector], length, context) => {
    const { children, nulls } = vector as StructVector;
    return {
      kind: 'struct',
      length,
      nulls,
      children: casts.map((cast, i) => (cast as Kernel)([children[i] as Vector], length, context)),
    };
  };
}

function castMap(from: MapType, to: MapType, partCast: CastOf): Kernel | undefined {
  const castKey = partCast(from.key, to.key);
  const castValue = partCast(from.value, to.value);
  if (castKey === undefined || castValue === undefined) return undefined;
  type Entries = readonly (readonly [InternalValue, InternalValue])[];
  return ([vector], length, context) => {
    const maps = readAll(vector as Vector, from, length) as readonly (Entries | null)[];
    const entries = maps.flatMap((map) => map ?? []);
    const keys = castItems(
      entries.map(([k]) => k),
      from.key,
      to.key,
      castKey,
      context,
    );
    const values = castItems(
      entries.map(([, v]) => v),
      from.value,
      to.value,
      castValue,
      context,
    );
    let next = 0;
    return vectorOf(
      maps.map((map) => map && map.map(() => [keys[next] ?? null, values[next++] ?? null])),
      to,
    );
  };
}

function castItems(
  items: readonly InternalValue[],
  from: DataType,
  to: DataType,
  cast: Kernel,
  context: EvalContext,
): readonly InternalValue[] {
  return readAll(cast([vectorOf(items, from)], items.length, context), to, items.length);
}

function readAll(vector: Vector, type: DataType, length: number): readonly InternalValue[] {
  return Array.from({ length }, (_, i) => readValue(vector, i, type));
}
