import type { Vector } from '../../columnar/vector.ts';
import { ASSERTION_FAILED, RAISED } from '../../errors/function.ts';
import { NULL, STRING, showType } from '../../types/data-type.ts';
import type { ScalarFunction } from '../function.ts';
import { constantVectors, nullVector } from '../vectors/constant-vector.ts';
import { booleans } from '../vectors/numbers.ts';
import { textReader } from '../vectors/text.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';

/** Functions that stop a query, and one that tells of types. */
export const CHECKS: readonly ScalarFunction[] = [
  {
    name: 'assertTrue',
    resolve(args) {
      expectCount('assertTrue', args, 1, 2);
      const { kind } = argument(args, 0).dataType;
      if (kind !== 'boolean' && kind !== 'null') {
        throw typeMismatch('assertTrue', args, 'a condition, and a text for the error');
      }
      return {
        dataType: NULL,
        nullable: true,
        canFail: true,
        ...(args.length === 2 ? { castTo: [undefined, STRING] } : {}),
        kernel([condition, message], length) {
          const { nulls } = condition as Vector;
          const values = kind === 'null' ? undefined : booleans(condition as Vector);
          for (let i = 0; i < length; i++) {
            if (values?.[i] === 1 && nulls?.[i] !== 1) continue;
            throw ASSERTION_FAILED.error({ message: messageOf(message, i, 'it is not true') });
          }
          return nullVector(NULL, length);
        },
      };
    },
  },
  {
    name: 'raiseError',
    resolve(args) {
      expectCount('raiseError', args, 1);
      return {
        dataType: NULL,
        nullable: true,
        canFail: true,
        castTo: [STRING],
        kernel([message], length) {
          if (length === 0) return nullVector(NULL, 0);
          throw RAISED.error({ message: messageOf(message, 0, 'null') });
        },
      };
    },
  },
  {
    name: 'typeof',
    resolve(args) {
      expectCount('typeof', args, 1);
      const text = constantVectors(showType(argument(args, 0).dataType), STRING);
      return { dataType: STRING, nullable: false, kernel: (_, length) => text(length) };
    },
  },
];

function messageOf(message: Vector | undefined, row: number, otherwise: string): string {
  if (message === undefined || message.nulls?.[row] === 1) return otherwise;
  return textReader(message)(row);
}
