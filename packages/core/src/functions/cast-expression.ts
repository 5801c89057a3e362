import { TYPE_MISMATCH } from '../errors/expression.ts';
import { type DataType, sameType, showType } from '../types/data-type.ts';
import { type CastMode, castMode } from './cast/cast-mode.ts';
import { castSpecialTime } from './cast/special-times.ts';
import { castCanFail, castKernel } from './cast.ts';
import { applied, type CompiledExpression } from './compiled-expression.ts';
import type { ExprSettings } from './function.ts';

/** Casts the arguments of a function to the types it asks for. */
export function castArguments(
  args: readonly CompiledExpression[],
  castTo: readonly (DataType | undefined)[] | undefined,
  settings: ExprSettings,
): readonly CompiledExpression[] {
  return args.map((arg, i) => {
    const to = castTo?.[i];
    return to === undefined ? arg : castExpression(arg, to, settings, castMode(settings));
  });
}

/** An expression cast to a type; the expression itself if it has the type. */
export function castExpression(
  arg: CompiledExpression,
  to: DataType,
  settings: ExprSettings,
  mode: CastMode,
): CompiledExpression {
  const from = arg.dataType;
  if (sameType(from, to)) return from === to ? arg : { ...arg, dataType: to };
  const kernel = castSpecialTime(arg.constant?.value, to) ?? castKernel(from, to, mode);
  if (kernel === undefined) {
    const expected = `no cast from ${showType(from)} to ${showType(to)}`;
    throw TYPE_MISMATCH.error({ fn: 'cast', types: [showType(from), showType(to)], expected });
  }
  const mayLose = castCanFail(from, to, mode);
  const nullable = arg.nullable || (mayLose && mode !== 'ansi');
  const canFail = mayLose && mode === 'ansi';
  return applied(kernel, [arg], { dataType: to, nullable, canFail }, settings);
}
