import { WRONG_ARGUMENTS } from '../errors/expression.ts';
import type { Call } from '../expr/node.ts';
import type { StructType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { castMode } from './cast/cast-mode.ts';
import { castExpression } from './cast-expression.ts';
import { compileExpression } from './compile-expression.ts';
import { applied, argumentsOf, type CompiledExpression } from './compiled-expression.ts';
import type { ExprSettings } from './function.ts';
import {
  instantType,
  windowArguments,
  windowTimes,
  windowType,
} from './scalars/window-functions.ts';
import type { WindowSpec } from './window.ts';

/** A call of `window`, ready for {@link assignTumbling} or {@link assignSliding}. */
export interface ResolvedWindow extends WindowSpec {
  /** The time of a row in microseconds; for a row of windows the last microsecond of its window. */
  readonly time: CompiledExpression;
  /** The type of the windows: struct of `start` and `end`. */
  readonly dataType: StructType;
}

/**
 * Resolves `window(time, size, slide?, start?)`.
 *
 * @throws `EXPRESSION.BAD_WINDOW`, `EXPRESSION.WRONG_ARGUMENTS`, `EXPRESSION.TYPE_MISMATCH`, `TIME.BAD_DURATION`
 */
export function resolveWindow(call: Call, schema: Schema, settings: ExprSettings): ResolvedWindow {
  const args = call.args.map((arg) => compileExpression(arg, schema, settings));
  const spec = windowArguments(argumentsOf(args));
  const over = args[0];
  if (over === undefined) {
    throw WRONG_ARGUMENTS.error({ fn: 'window', expected: 'a time', found: 'nothing' });
  }
  const type = over.dataType;
  const dataType = windowType(type);
  if (type.kind !== 'struct') {
    const time = castExpression(over, instantType(type), settings, castMode(settings));
    return { ...spec, time, dataType };
  }
  const time = applied(
    ([at], length) => windowTimes(at as Exclude<typeof at, undefined>, type, length),
    [over],
    {
      dataType: instantType(dataType.fields[1]?.dataType ?? type),
      nullable: over.nullable,
      canFail: false,
    },
    settings,
  );
  return { ...spec, time, dataType };
}
