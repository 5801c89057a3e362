import type { DynamicExpr } from '@tidemark/core';
import type { Json } from '../scenario.ts';

/** What the compiler makes of an expression of a scenario: untyped, as for a frame after `dynamic()`. */
export type Expression = DynamicExpr;

/** Compiles one part of an expression. */
export type Compile = (json: Json) => Expression;

/** What the head of an expression means, given the JSON of its arguments. */
export type Head = (args: readonly Json[], compile: Compile) => Expression;

/** The heads of one family. */
export type Heads = readonly (readonly [name: string, head: Head])[];

/** Forgets the type of an expression. */
export function untyped(expression: object): Expression {
  return expression as Expression;
}

/** Expressions by the names of their columns. */
export type Projection = Readonly<Record<string, Expression>>;
