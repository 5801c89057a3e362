import { callFunction } from '@tidemark/core/functions';
import { Skip } from '../outcome.ts';
import type { Head, Heads } from './expression.ts';

const notBuilt =
  (name: string): Head =>
  () => {
    throw new Skip(`not built yet: function ${name}`);
  };

export const JSON_FUNCTIONS: Heads = [
  [
    'to_json',
    ([of = null, options], compile) => {
      if (options !== undefined) throw new Skip('not built yet: options of to_json');
      return callFunction('toJson', compile(of));
    },
  ],
  // Their second argument is no expression.
  ['from_json', notBuilt('from_json')],
  ['schema_of_json', notBuilt('schema_of_json')],
  ['json_tuple', notBuilt('json_tuple')],
  ['explode', notBuilt('explode')],
  ['arrays_zip', notBuilt('arrays_zip')],
];
