import type { Vector } from '../../columnar/vector.ts';
import { BOOLEAN, DOUBLE } from '../../types/data-type.ts';
import { isNumeric } from '../coercion.ts';
import type { ScalarFunction } from '../function.ts';
import { doubles } from '../vectors/numbers.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';

export const PRESENCE: readonly ScalarFunction[] = [
  {
    name: 'isNull',
    resolve(args) {
      expectCount('isNull', args, 1);
      return {
        dataType: BOOLEAN,
        nullable: false,
        kernel: ([a], length) => {
          const values = new Uint8Array(length);
          const nulls = (a as Vector).nulls;
          if (nulls !== undefined) values.set(nulls.subarray(0, length));
          return { kind: 'boolean', length, nulls: undefined, values };
        },
      };
    },
  },
  {
    name: 'isNotNull',
    resolve(args) {
      expectCount('isNotNull', args, 1);
      return {
        dataType: BOOLEAN,
        nullable: false,
        kernel: ([a], length) => {
          const values = new Uint8Array(length).fill(1);
          const nulls = (a as Vector).nulls;
          if (nulls !== undefined)
            for (let i = 0; i < length; i++) values[i] = 1 - (nulls[i] as number);
          return { kind: 'boolean', length, nulls: undefined, values };
        },
      };
    },
  },
  {
    name: 'isNaN',
    resolve(args) {
      expectCount('isNaN', args, 1);
      const { dataType } = argument(args, 0);
      if (!isNumeric(dataType) && dataType.kind !== 'null' && dataType.kind !== 'string') {
        throw typeMismatch('isNaN', args, 'a number');
      }
      return {
        dataType: BOOLEAN,
        nullable: false,
        castTo: [dataType.kind === 'float' ? dataType : DOUBLE],
        kernel: ([a], length) => {
          const from = doubles(a as Vector);
          const { nulls } = a as Vector;
          const values = new Uint8Array(length);
          for (let i = 0; i < length; i++) {
            values[i] = from[i] !== from[i] && (nulls === undefined || nulls[i] === 0) ? 1 : 0;
          }
          return { kind: 'boolean', length, nulls: undefined, values };
        },
      };
    },
  },
];
