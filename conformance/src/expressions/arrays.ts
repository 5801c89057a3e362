import { callFunction, explode, lit } from '@tidemark/core/functions';
import { listOf, textOf } from '../scenario.ts';
import { type Heads, untyped } from './expression.ts';

export const ARRAYS: Heads = [
  [
    'arrays_zip',
    (args, compile) => {
      const parts = args.flatMap((part) => {
        const [name, value = null] = listOf(part);
        return [untyped(lit(textOf(name))), compile(value)];
      });
      return callFunction('arraysZip', ...parts);
    },
  ],
  ['explode', ([of = null], compile) => untyped(explode(compile(of)))],
];
