import { STRING } from '../../types/data-type.ts';
import type { ScalarFunction } from '../function.ts';
import { argument, constantOf, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { constantVectors } from '../vectors/constant-vector.ts';
import { RecordOptions } from './record-options.ts';

/** A function that answers once, from a constant text and options, before there is any row. */
export function exampleFunction(
  name: string,
  answer: (text: string, options: RecordOptions) => string,
): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1, 2);
      // Null too: nothing follows from no example.
      if (argument(args, 0).constant?.value === null) {
        throw typeMismatch(name, args, 'a constant text');
      }
      const text = constantOf(name, args, 0, 'a constant text');
      if (typeof text !== 'string') throw typeMismatch(name, args, 'a constant text');
      const vector = constantVectors(answer(text, RecordOptions.of(name, args[1])), STRING);
      return { dataType: STRING, nullable: false, kernel: (_, length) => vector(length) };
    },
  };
}
