import type { Vector } from '../../columnar/vector.ts';
import { BOOLEAN, type DataType, DOUBLE } from '../../types/data-type.ts';
import { castMode } from '../cast/cast-mode.ts';
import { castKernel } from '../cast.ts';
import {
  commonType,
  comparisonType,
  isNumeric,
  widerType,
  widerTypeWithText,
} from '../coercion.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { choose } from '../vectors/choose.ts';
import { equalRows, isOrdered, lessRows } from '../vectors/compare-rows.ts';
import { booleans, doubles } from '../vectors/numbers.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';

export const CONDITIONALS: readonly ScalarFunction[] = [
  { name: 'when', resolve: (args) => resolveWhen('when', args) },
  { name: 'caseWhen', resolve: (args) => resolveWhen('caseWhen', args) },
  { name: 'coalesce', resolve: (args) => resolveCoalesce('coalesce', args) },
  {
    name: 'ifNull',
    resolve(args) {
      expectCount('ifNull', args, 2);
      return resolveCoalesce('ifNull', args);
    },
  },
  { name: 'nullIf', resolve: resolveNullIf },
  { name: 'nanvl', resolve: resolveNanvl },
  { name: 'greatest', resolve: (args) => resolveExtreme('greatest', args, 1) },
  { name: 'least', resolve: (args) => resolveExtreme('least', args, -1) },
];

/** Condition, value, condition, value, …, and the value otherwise; without it null. */
function resolveWhen(fn: string, args: readonly Argument[]): ResolvedFunction {
  expectCount(fn, args, 2, Infinity);
  const otherwiseAt = args.length % 2 === 1 ? args.length - 1 : undefined;
  const isCondition = (i: number): boolean => i % 2 === 0 && i !== otherwiseAt;
  const values = args.filter((_, i) => !isCondition(i));
  const dataType = commonType(values.map(typeOfArgument), widerTypeWithText);
  const conditions = args.filter((_, i) => isCondition(i));
  const areBooleans = conditions.every(
    ({ dataType: t }) => t.kind === 'boolean' || t.kind === 'null',
  );
  if (dataType === undefined || !areBooleans) {
    throw typeMismatch(fn, args, 'boolean conditions, each with a value, all of one type');
  }
  const kernel: Kernel = (vectors, length) =>
    choose(
      vectors.filter((_, i) => !isCondition(i)),
      firstTrue(
        vectors.filter((_, i) => isCondition(i)),
        length,
        otherwiseAt !== undefined,
      ),
    );
  return {
    dataType,
    nullable: otherwiseAt === undefined || anyNullable(values),
    castTo: args.map((_, i) => (isCondition(i) ? BOOLEAN : dataType)),
    kernel,
    needs(index, before, length) {
      if (index === 0) return undefined;
      const taken = firstTrue(
        before.filter((_, i) => isCondition(i)),
        length,
        false,
      );
      const branch = isCondition(index) || index === otherwiseAt ? -1 : (index - 1) / 2;
      return Uint8Array.from(taken, (choice) => (choice === branch ? 1 : 0));
    },
  };
}

/** The first condition that is true, by row; the number of conditions, or -1, where none is. */
function firstTrue(
  conditions: readonly Vector[],
  length: number,
  hasOtherwise: boolean,
): Int32Array {
  const choices = new Int32Array(length).fill(hasOtherwise ? conditions.length : -1);
  for (let c = conditions.length - 1; c >= 0; c--) {
    const condition = conditions[c] as Vector;
    const values = booleans(condition);
    const { nulls } = condition;
    for (let i = 0; i < length; i++) {
      if (values[i] === 1 && (nulls === undefined || nulls[i] === 0)) choices[i] = c;
    }
  }
  return choices;
}

function resolveCoalesce(fn: string, args: readonly Argument[]): ResolvedFunction {
  expectCount(fn, args, 1, Infinity);
  const dataType = commonType(args.map(typeOfArgument), widerTypeWithText);
  if (dataType === undefined) throw typeMismatch(fn, args, 'values of one type');
  return {
    dataType,
    nullable: args.every((arg) => arg.nullable),
    castTo: args.map(() => dataType),
    kernel: (vectors, length) =>
      vectors[0]?.nulls === undefined && vectors[0] !== undefined
        ? vectors[0]
        : choose(vectors, firstPresent(vectors, length)),
    needs: (index, before, length) =>
      index === 0
        ? undefined
        : Uint8Array.from(firstPresent(before, length), (choice) => (choice === -1 ? 1 : 0)),
  };
}

function firstPresent(vectors: readonly Vector[], length: number): Int32Array {
  const choices = new Int32Array(length).fill(-1);
  for (let v = vectors.length - 1; v >= 0; v--) {
    const { nulls } = vectors[v] as Vector;
    if (nulls === undefined) choices.fill(v);
    else for (let i = 0; i < length; i++) if (nulls[i] === 0) choices[i] = v;
  }
  return choices;
}

/** Null where both are equal, else the first. */
function resolveNullIf(args: readonly Argument[], settings: ExprSettings): ResolvedFunction {
  expectCount('nullIf', args, 2);
  const { dataType } = argument(args, 0);
  const compared = comparisonType(dataType, argument(args, 1).dataType);
  const casts = args.map(
    (arg) => compared && castKernel(arg.dataType, compared, castMode(settings)),
  );
  if (compared === undefined || casts.includes(undefined)) {
    throw typeMismatch('nullIf', args, 'two values that can be compared');
  }
  return {
    dataType,
    nullable: true,
    canFail: settings.ansi,
    kernel: (vectors, length, context) => {
      const [a, b] = vectors.map((v, i) => casts[i]?.([v], length, context) ?? v);
      const [left, right] = [a as Vector, b as Vector];
      const isEqual = equalRows(left, right, compared, length);
      const choices = new Int32Array(length);
      for (let i = 0; i < length; i++) {
        if (isEqual[i] === 1 && left.nulls?.[i] !== 1 && right.nulls?.[i] !== 1) choices[i] = -1;
      }
      return choose(vectors.slice(0, 1), choices);
    },
  };
}

/** The first, unless it is NaN: then the second. */
function resolveNanvl(args: readonly Argument[]): ResolvedFunction {
  expectCount('nanvl', args, 2);
  const isFine = args.every(
    ({ dataType: t }) => isNumeric(t) || t.kind === 'string' || t.kind === 'null',
  );
  if (!isFine) throw typeMismatch('nanvl', args, 'two numbers');
  const types = args.map(typeOfArgument);
  const result = types.every((type) => type.kind === 'float') ? argument(args, 0).dataType : DOUBLE;
  return {
    dataType: result,
    nullable: anyNullable(args),
    castTo: [result, result],
    kernel: ([first, second], length) => {
      const values = doubles(first as Vector);
      const choices = new Int32Array(length);
      for (let i = 0; i < length; i++) {
        const isNaN = values[i] !== values[i] && (first as Vector).nulls?.[i] !== 1;
        choices[i] = isNaN ? 1 : 0;
      }
      return choose([first as Vector, second as Vector], choices);
    },
  };
}

/** Skips nulls; null where all are. */
function resolveExtreme(fn: string, args: readonly Argument[], sign: 1 | -1): ResolvedFunction {
  expectCount(fn, args, 2, Infinity);
  const dataType = commonType(args.map(typeOfArgument), widerType);
  if (dataType === undefined || !isOrdered(dataType)) {
    throw typeMismatch(fn, args, 'values of one type that has an order');
  }
  return {
    dataType,
    nullable: args.every((arg) => arg.nullable),
    castTo: args.map(() => dataType),
    kernel: (vectors, length) => {
      let best = vectors[0] as Vector;
      for (const next of vectors.slice(1)) {
        const isBetter =
          sign > 0
            ? lessRows(best, next, dataType, length)
            : lessRows(next, best, dataType, length);
        const choices = new Int32Array(length);
        for (let i = 0; i < length; i++) {
          const isNull = next.nulls !== undefined && next.nulls[i] === 1;
          const isFirst = best.nulls !== undefined && best.nulls[i] === 1;
          choices[i] = !isNull && (isFirst || isBetter[i] === 1) ? 1 : 0;
        }
        best = choose([best, next], choices);
      }
      return best;
    },
  };
}

function typeOfArgument({ dataType }: Argument): DataType {
  return dataType;
}
