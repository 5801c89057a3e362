import { callFunction } from '@tidemark/core/functions';
import { type Json, listOf, textOf } from '../scenario.ts';
import { AGGREGATES } from './aggregates.ts';
import { apiName } from './api-name.ts';
import { ARRAYS } from './arrays.ts';
import type { Compile, Head } from './expression.ts';
import { JSON_FUNCTIONS } from './json-functions.ts';
import { LITERALS, plainLiteral } from './literals.ts';
import { OPERATORS } from './operators.ts';
import { OVER } from './over.ts';
import { TIMES } from './times.ts';
import { failingOnce, userFunctions } from './user-functions.ts';

/** The compiler of the expressions of one scenario. A head that no family knows is the name of a function. */
export function expressionCompiler(): Compile {
  const heads: ReadonlyMap<string, Head> = new Map([
    ...LITERALS,
    ...OPERATORS,
    ...TIMES,
    ...AGGREGATES,
    ...ARRAYS,
    ...JSON_FUNCTIONS,
    ...OVER,
    ...userFunctions(failingOnce()),
  ]);
  const compile: Compile = (json: Json) => {
    if (!Array.isArray(json)) return plainLiteral(json);
    const [name, ...args] = listOf(json);
    const head = heads.get(textOf(name));
    if (head !== undefined) return head(args, compile);
    return callFunction(apiName(textOf(name)), ...args.map(compile));
  };
  return compile;
}
