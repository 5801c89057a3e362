import { INVALID_CAST } from '../../errors/expression.ts';
import { type DataType, showType } from '../../types/data-type.ts';
import type { ExprSettings } from '../function.ts';
import type { NullMask } from '../vectors/nulls.ts';

/**
 * How a value that has no equal in the target type is treated: `legacy` (Spark's default) gives
 * null or wraps around, `ansi` throws, `try` gives null wherever `ansi` throws.
 */
export type CastMode = 'legacy' | 'ansi' | 'try';

/** The mode of a cast that is not `tryCast`. */
export function castMode({ ansi }: ExprSettings): CastMode {
  return ansi ? 'ansi' : 'legacy';
}

/**
 * Treats a row whose value has no equal: null, unless the mode is ANSI.
 *
 * @throws {@link INVALID_CAST}
 */
export function rejectRow(
  mask: NullMask,
  row: number,
  from: DataType,
  to: DataType,
  mode: CastMode,
): void {
  if (mode === 'ansi') throw INVALID_CAST.error({ from: showType(from), to: showType(to) });
  mask.setNull(row);
}
