import { denseList } from '../../columnar/dense-list.ts';
import type { StructVector, Vector } from '../../columnar/vector.ts';
import { type DataType, type MapType, sameType } from '../../types/data-type.ts';
import type { EvalContext, Kernel } from '../function.ts';
import { entriesOf, entryVector, lists } from '../vectors/lists.ts';

/** How parts are cast, and whether the cast of one may give null. */
export interface PartCasts {
  readonly castOf: (from: DataType, to: DataType) => Kernel | undefined;
  readonly mayGiveNull: (from: DataType, to: DataType) => boolean;
}

/** Casts of arrays, maps and structs, part by part; structs by position, not by name. */
export function castNested(from: DataType, to: DataType, casts: PartCasts): Kernel | undefined {
  if (from.kind === 'array' && to.kind === 'array') {
    const cast = partCast(from.element, to.element, casts);
    return (
      cast &&
      (([vector], _, context) => {
        const list = denseList(lists(vector));
        return { ...list, elements: castAll(cast, list.elements, context) };
      })
    );
  }
  if (from.kind === 'map' && to.kind === 'map') return castMap(from, to, casts);
  if (from.kind !== 'struct' || to.kind !== 'struct') return undefined;
  if (from.fields.length !== to.fields.length) return undefined;
  const kernels = from.fields.map((field, i) =>
    partCast(field.dataType, to.fields[i]?.dataType ?? to, casts),
  );
  if (kernels.includes(undefined)) return undefined;
  return ([vector], length, context) => {
    const { children, nulls } = vector as StructVector;
    return {
      kind: 'struct',
      length,
      nulls,
      children: kernels.map((cast, i) =>
        (cast as Kernel)([children[i] as Vector], length, context),
      ),
    };
  };
}

/** Keys are never null, so there is no cast of them that may make one null. */
function castMap(from: MapType, to: MapType, casts: PartCasts): Kernel | undefined {
  if (casts.mayGiveNull(from.key, to.key)) return undefined;
  const castKey = partCast(from.key, to.key, casts);
  const castValue = partCast(from.value, to.value, casts);
  if (castKey === undefined || castValue === undefined) return undefined;
  return ([vector], _, context) => {
    const list = denseList(lists(vector));
    const [keys, values] = entriesOf(list);
    const elements = entryVector(
      castAll(castKey, keys, context),
      castAll(castValue, values, context),
    );
    return { ...list, elements };
  };
}

function partCast(from: DataType, to: DataType, { castOf }: PartCasts): Kernel | undefined {
  return sameType(from, to) ? ([same]) => same as Vector : castOf(from, to);
}

function castAll(cast: Kernel, vector: Vector, context: EvalContext): Vector {
  return cast([vector], vector.length, context);
}
