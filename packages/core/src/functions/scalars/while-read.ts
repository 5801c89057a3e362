import type { BooleanVector } from '../../columnar/vector.ts';
import { BOOLEAN } from '../../types/data-type.ts';
import type { Kernel, ScalarFunction } from '../function.ts';
import { argument, constantOf, expectCount } from './arguments.ts';

/**
 * `whileRead(condition, source, …)`: the condition in batches in which one of the sources has something
 * new, or for the complement `~source` has not, else true. The optimiser writes it, users do not: see `optimizer/guard-filters.ts`.
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
        const holds = (number: number): boolean =>
          number < 0 ? sourcesRead?.has(~number) === false : sourcesRead?.has(number) !== false;
        if (numbers.some(holds)) {
          return condition as BooleanVector;
        }
        const values = new Uint8Array(length).fill(1);
        return { kind: 'boolean', length, nulls: undefined, values };
      };
      return { dataType: BOOLEAN, nullable: argument(args, 0).nullable, kernel };
    },
  },
];
