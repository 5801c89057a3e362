import { BOOLEAN } from '../../types/data-type.ts';
import type { AggregateFunction } from '../function.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { BoxedExtremes } from './boxed-extremes.ts';
import { COUNT_RESULT, CountAccumulator } from './count.ts';
import { filtered } from './filtered.ts';

/** Whether all, or any, of the values that are not null are true; null for none. False is below true. */
export const BOOLEANS: readonly AggregateFunction[] = [
  extreme('boolAnd', -1),
  extreme('boolOr', 1),
  {
    name: 'countIf',
    resolve(args) {
      expectBoolean('countIf', args);
      return { ...COUNT_RESULT, create: () => filtered(new CountAccumulator()) };
    },
  },
];

function extreme(name: string, sign: 1 | -1): AggregateFunction {
  return {
    name,
    resolve(args) {
      expectBoolean(name, args);
      return {
        dataType: BOOLEAN,
        nullable: true,
        castTo: [BOOLEAN],
        // Stored on disk: never change. Null until a value came.
        stateFields: [{ name, dataType: BOOLEAN, nullable: true }],
        create: () => new BoxedExtremes(BOOLEAN, sign),
      };
    },
  };
}

function expectBoolean(name: string, args: Parameters<AggregateFunction['resolve']>[0]): void {
  expectCount(name, args, 1);
  const { kind } = argument(args, 0).dataType;
  if (kind !== 'boolean' && kind !== 'null') throw typeMismatch(name, args, 'a condition');
}
