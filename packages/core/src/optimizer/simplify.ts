import { childrenOf, mapChildren } from '../expr/children.ts';
import type { Call, ExprNode, Literal } from '../expr/node.ts';
import { conjunctionOf, conjunctsOf } from '../expr/references.ts';
import { sameExpr } from '../expr/same-expr.ts';
import { isWindowCall } from '../expr/window-call.ts';
import { compileExpression, typeOf } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import { BOOLEAN } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { isNullIntolerant } from './null-intolerant.ts';

const NEGATED: Readonly<Record<string, string>> = {
  gt: 'lte',
  gte: 'lt',
  lt: 'gte',
  lte: 'gt',
  ne: 'eq',
  isNull: 'isNotNull',
  isNotNull: 'isNull',
};

/**
 * A condition that is true for the same rows, in the form in which most of it can move: conjunctions
 * outside, `not` inside, nothing that is known before any row (Spark: BooleanSimplification,
 * NullPropagation, ConstantFolding). The same object where there is nothing to simplify.
 */
export function simplify(condition: ExprNode, schema: Schema, settings: ExprSettings): ExprNode {
  const visit = (node: ExprNode): ExprNode => {
    // What reads variables has no type by itself.
    if (node.kind === 'lambda' || childrenOf(node).length === 0) return node;
    return simplifyCall(mapChildren(node, visit));
  };

  const simplifyCall = (node: ExprNode): ExprNode => {
    if (node.kind !== 'call') return node;
    if (isNullIntolerant(node) && node.args.some(isNull)) {
      return { kind: 'literal', value: null, dataType: typeOf(node, schema, settings) };
    }
    switch (node.fn) {
      case 'not':
        return negated(node, simplifyCall);
      case 'and':
        return simplifyAnd(node);
      case 'or':
        return simplifyOr(node);
      case 'isNull':
        return mayBeNull(node.args[0]) ? folded(node) : literal(false);
      case 'isNotNull':
        return mayBeNull(node.args[0]) ? folded(node) : literal(true);
      case 'eqNullSafe': {
        const [a, b] = node.args as readonly [ExprNode, ExprNode];
        if (isNull(a)) return simplifyCall(call('isNull', b));
        return isNull(b) ? simplifyCall(call('isNull', a)) : folded(node);
      }
      case 'coalesce':
        return firstOf(node);
      default:
        return folded(node);
    }
  };

  /** A window has no row that is in none, so it is null for none. */
  const mayBeNull = (arg: ExprNode | undefined): boolean =>
    arg !== undefined && !isWindowCall(arg) && compileExpression(arg, schema, settings).nullable;

  /** Only truth values: of numbers the type may depend on how they are written. */
  const folded = (node: ExprNode): ExprNode => {
    if (someColumn(node)) return node;
    const { constant, dataType } = compileExpression(node, schema, settings);
    if (constant === undefined || dataType.kind !== 'boolean') return node;
    return { kind: 'literal', value: constant.value, dataType };
  };

  const firstOf = (node: Call): ExprNode => {
    const args = node.args.filter((arg) => !isNull(arg));
    const [first] = args;
    if (first === undefined || (args.length > 1 && mayBeNull(first))) return node;
    const isSameType = sameExprType(first, node);
    return isSameType ? first : node;
  };

  const sameExprType = (a: ExprNode, b: ExprNode): boolean =>
    JSON.stringify(typeOf(a, schema, settings)) === JSON.stringify(typeOf(b, schema, settings));

  const simple = withoutNull(visit(condition));
  return sameExpr(simple, condition) ? condition : simple;
}

/** A condition is not fulfilled where it is null. */
function withoutNull(condition: ExprNode): ExprNode {
  return conjunctsOf(condition).some(isNull) ? literal(false) : condition;
}

/** True for a condition that every row fulfils. */
export function isAlways(condition: ExprNode): boolean {
  return isLiteral(condition, true);
}

function negated(node: Call, simplifyCall: (node: ExprNode) => ExprNode): ExprNode {
  const [arg] = node.args;
  if (arg === undefined) return node;
  if (isLiteral(arg, true)) return literal(false);
  if (isLiteral(arg, false)) return literal(true);
  if (arg.kind !== 'call') return node;
  if (arg.fn === 'not') return arg.args[0] ?? node;
  if (arg.fn === 'and' || arg.fn === 'or') {
    const parts = arg.args.map((part) => simplifyCall(call('not', part)));
    return simplifyCall(call(arg.fn === 'and' ? 'or' : 'and', ...parts));
  }
  const opposite = Object.hasOwn(NEGATED, arg.fn) ? NEGATED[arg.fn] : undefined;
  return opposite === undefined ? node : { ...arg, fn: opposite };
}

function simplifyAnd(node: Call): ExprNode {
  const parts = conjunctsOf(node);
  if (parts.some((part) => isLiteral(part, false))) return literal(false);
  const kept = distinct(parts.filter((part) => !isLiteral(part, true)));
  const [first, ...others] = kept;
  if (first === undefined) return literal(true);
  return kept.length === parts.length ? node : conjunctionOf([first, ...others]);
}

/** Also `(a AND b) OR (a AND c)` as `a AND (b OR c)`. */
function simplifyOr(node: Call): ExprNode {
  const parts = disjunctsOf(node);
  if (parts.some((part) => isLiteral(part, true))) return literal(true);
  const kept = distinct(parts.filter((part) => !isLiteral(part, false)));
  const [first, ...others] = kept;
  if (first === undefined) return literal(false);
  if (others.length === 0) return first;
  const shared = conjunctsOf(first).filter((part) =>
    others.every((other) => includes(conjunctsOf(other), part)),
  );
  const [one, ...more] = shared;
  if (one === undefined) return kept.length === parts.length ? node : call('or', ...kept);
  const rests = kept.map((part) => conjunctsOf(part).filter((own) => !includes(shared, own)));
  if (rests.some((rest) => rest.length === 0)) return conjunctionOf([one, ...more]);
  const rest = rests.map((own) => conjunctionOf(own as [ExprNode, ...ExprNode[]]));
  return conjunctionOf([one, ...more, call('or', ...rest)]);
}

function disjunctsOf(node: ExprNode): readonly ExprNode[] {
  return node.kind === 'call' && node.fn === 'or' ? node.args.flatMap(disjunctsOf) : [node];
}

function distinct(parts: readonly ExprNode[]): readonly ExprNode[] {
  return parts.filter((part, i) => !includes(parts.slice(0, i), part));
}

function includes(parts: readonly ExprNode[], part: ExprNode): boolean {
  return parts.some((other) => sameExpr(other, part));
}

function someColumn(node: ExprNode): boolean {
  return node.kind === 'column' || childrenOf(node).some(someColumn);
}

function isNull(node: ExprNode): boolean {
  return node.kind === 'cast' ? isNull(node.arg) : node.kind === 'literal' && node.value === null;
}

function isLiteral(node: ExprNode, value: boolean): boolean {
  return node.kind === 'literal' && node.value === value;
}

function literal(value: boolean): Literal {
  return { kind: 'literal', value, dataType: BOOLEAN };
}

function call(fn: string, ...args: readonly ExprNode[]): Call {
  return { kind: 'call', fn, args };
}
