import { call, type ExprBuilder } from './expr-builder.ts';

/** A call without the arguments that were left out at its end. */
export function callPresent(fn: string, ...args: readonly unknown[]): ExprBuilder {
  return call(fn, ...args.filter((arg) => arg !== undefined));
}
