import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { INVALID_CAST } from '../../errors/expression.ts';
import { type DataType, showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { EvalContext, Kernel } from '../function.ts';
import type { CastMode } from './cast-mode.ts';

/** A value that is not null. */
export type Present = Exclude<InternalValue, null>;

/** Casts one value; undefined where it has no equal in the target type. */
export type Convert = (value: Present, context: EvalContext) => InternalValue | undefined;

/** A cast value by value, for the types that no loop over typed arrays can do. */
export function eachValue(from: DataType, to: DataType, mode: CastMode, convert: Convert): Kernel {
  return ([vector], length, context) => {
    const out: InternalValue[] = [];
    for (let i = 0; i < length; i++) {
      const value = readValue(vector as Vector, i, from);
      const result = value === null ? null : convert(value, context);
      if (result === undefined && mode === 'ansi') {
        throw INVALID_CAST.error({ from: showType(from), to: showType(to) });
      }
      out.push(result ?? null);
    }
    return vectorOf(out, to);
  };
}
