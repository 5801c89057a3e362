import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import type { Field } from '../../types/data-type.ts';
import type { Argument, ResolvedFunction, ScalarFunction } from '../function.ts';
import { argument, constantOf, typeMismatch } from './arguments.ts';

export const STRUCTS: readonly ScalarFunction[] = [
  { name: 'struct', resolve: (args) => resolveStruct('struct', args) },
  { name: 'namedStruct', resolve: (args) => resolveStruct('namedStruct', args) },
];

/** `struct(name, value, name, value, …)`: never null itself. */
function resolveStruct(fn: string, args: readonly Argument[]): ResolvedFunction {
  if (args.length % 2 !== 0) {
    const found = `${args.length} arguments`;
    throw WRONG_ARGUMENTS.error({ fn, expected: 'names and values in turn', found });
  }
  const fields: Field[] = [];
  for (let i = 0; i < args.length; i += 2) {
    const name = constantOf(fn, args, i, 'a constant name');
    if (typeof name !== 'string') throw typeMismatch(fn, args, 'names that are text');
    const { dataType, nullable } = argument(args, i + 1);
    fields.push({ name, dataType, nullable });
  }
  return {
    dataType: { kind: 'struct', fields },
    nullable: false,
    kernel: (vectors, length) => ({
      kind: 'struct',
      length,
      nulls: undefined,
      children: vectors.filter((_, i) => i % 2 === 1),
    }),
  };
}
