import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import type { Argument, BoundLambda, LambdaArgument, VariableType } from '../function.ts';

/** The arguments of a function that takes lambdas. */
export type HigherOrderArguments = readonly (Argument | LambdaArgument)[];

function isLambda(arg: Argument | LambdaArgument | undefined): arg is LambdaArgument {
  return arg !== undefined && 'bind' in arg;
}

/** The arguments that are values, in order. Functions take them first, so they keep their positions. */
export function plainOf(args: HigherOrderArguments): readonly Argument[] {
  return args.filter((arg): arg is Argument => !isLambda(arg));
}

/** Checks that a call has a value or a lambda at each position; `numOptional` of the last ones may be left out. */
export function expectCall(
  fn: string,
  args: HigherOrderArguments,
  positions: readonly ('value' | 'lambda')[],
  numOptional: number = 0,
): void {
  const isCounted =
    args.length <= positions.length && args.length >= positions.length - numOptional;
  if (isCounted && args.every((arg, i) => isLambda(arg) === (positions[i] === 'lambda'))) return;
  const found = args.map((arg) => (isLambda(arg) ? 'lambda' : 'value')).join(', ');
  throw WRONG_ARGUMENTS.error({ fn, expected: positions.join(', '), found });
}

/** Gives a lambda the types of its variables; it may take fewer than there are, but `least`. */
export function bindLambda(
  fn: string,
  args: HigherOrderArguments,
  index: number,
  variables: readonly VariableType[],
  least: number = variables.length,
): BoundLambda {
  const lambda = args[index] as LambdaArgument;
  const { numVariables } = lambda;
  if (numVariables >= least && numVariables <= variables.length) return lambda.bind(variables);
  const expected =
    least === variables.length
      ? `a lambda of ${least} variables`
      : `a lambda of ${least} to ${variables.length} variables`;
  throw WRONG_ARGUMENTS.error({ fn, expected, found: `one of ${numVariables}` });
}
