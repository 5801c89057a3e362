import type { Vector } from '../columnar/vector.ts';
import { type DataType, sameType } from '../types/data-type.ts';
import { castBooleans } from './cast/booleans.ts';
import type { CastMode } from './cast/cast-mode.ts';
import { castDecimals } from './cast/decimals.ts';
import { castText } from './cast/from-text.ts';
import { castIntegersToBytes } from './cast/integers-to-bytes.ts';
import { castNested } from './cast/nested.ts';
import { castNumbers } from './cast/numbers.ts';
import { castTimes } from './cast/times.ts';
import { castToText } from './cast/to-text.ts';
import { isFractional, isIntegral, isTimestamp } from './coercion.ts';
import type { Kernel } from './function.ts';
import { byDictionary } from './vectors/by-dictionary.ts';
import { nullVector } from './vectors/constant-vector.ts';

/**
 * The kernel that casts one column; undefined where Spark has no such cast. Each file of `cast/`
 * knows some pairs of types.
 */
export function castKernel(from: DataType, to: DataType, mode: CastMode): Kernel | undefined {
  if (sameType(from, to)) return ([same]) => same as Vector;
  if (from.kind === 'null') return (_, length) => nullVector(to, length);
  const kernel =
    castNumbers(from, to, mode) ??
    castToText(from, to) ??
    castText(from, to, mode) ??
    castDecimals(from, to, mode) ??
    castTimes(from, to, mode) ??
    castBooleans(from, to) ??
    castIntegersToBytes(from, to, mode) ??
    castNested(from, to, {
      castOf: (a, b) => castKernel(a, b, mode),
      mayGiveNull: (a, b) => mode !== 'ansi' && castCanFail(a, b, mode),
    });
  return kernel && byDictionary(kernel, [{ dataType: from, nullable: true }]);
}

/** True where a cast may give null, or fail, for some value that is not null. */
export function castCanFail(from: DataType, to: DataType, mode: CastMode): boolean {
  if (mode === 'legacy' && isIntegral(to) && (isIntegral(from) || isFractional(from))) return false;
  if (to.kind === 'string' || to.kind === 'binary') return false;
  if (from.kind === 'null' || sameType(from, to)) return false;
  if (isNested(from)) return mode === 'ansi' && partsCanFail(from, to, mode);
  if (from.kind === 'boolean') return to.kind === 'decimal';
  if (isFractional(to)) return from.kind === 'string' || from.kind === 'date';
  if (to.kind === 'boolean') return from.kind === 'string' || from.kind === 'date';
  const isWidening =
    isIntegral(from) && isIntegral(to) && ORDER.indexOf(from.kind) < ORDER.indexOf(to.kind);
  const isTime = (type: DataType): boolean => isTimestamp(type) || type.kind === 'date';
  return !isWidening && !(isTime(from) && isTime(to)) && !(isIntegral(from) && isTimestamp(to));
}

function isNested({ kind }: DataType): boolean {
  return kind === 'array' || kind === 'map' || kind === 'struct';
}

/** Where a part has no equal, it is null, and what holds it is not. */
function partsCanFail(from: DataType, to: DataType, mode: CastMode): boolean {
  if (from.kind === 'array' && to.kind === 'array') {
    return castCanFail(from.element, to.element, mode);
  }
  if (from.kind === 'map' && to.kind === 'map') {
    return castCanFail(from.key, to.key, mode) || castCanFail(from.value, to.value, mode);
  }
  if (from.kind !== 'struct' || to.kind !== 'struct') return true;
  return from.fields.some((field, i) =>
    castCanFail(field.dataType, to.fields[i]?.dataType ?? to, mode),
  );
}

const ORDER: readonly string[] = ['byte', 'short', 'int', 'long'];
