import type { BooleanVector } from '../../columnar/vector.ts';
import { BOOLEAN } from '../../types/data-type.ts';
import type { Kernel, ScalarFunction } from '../function.ts';
import { argument, constantOf, expectCount } from './arguments.ts';

/**
 * `whileRead(condition, source, …)`: the condition in batches in which one of the sources has something
 * new, else true. The optimiser writes it, users do not: see `optimizer/guard-filters.ts`.
 */
export const WHILE_READ: readonly ScalarFunction[] = [
  {
    name: 'whileRead',
    resolve(args) {
      expectCount('whileRead', args, 2, Infinity);
      const numbers = args.slice(1).map((_, i) => {
        return constantOf('whileRead', args, i + 1, 'the number of a source') as number;
      });
      const kernel: Kernel = ([condition], length, { sourcesRead }) => {
        if (sourcesRead === undefined || numbers.some((number) => sourcesRead.has(number))) {
          return condition as BooleanVector;
        }
        const values = new Uint8Array(length).fill(1);
        return { kind: 'boolean', length, nulls: undefined, values };
      };
      return { dataType: BOOLEAN, nullable: argument(args, 0).nullable, kernel };
    },
  },
];
