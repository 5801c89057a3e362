import type { Vector } from '../../columnar/vector.ts';
import { UNKNOWN_FUNCTION } from '../../errors/expression.ts';
import { nearestName } from '../../errors/nearest-name.ts';
import { BAD_OVER } from '../../errors/over.ts';
import type { AggregateCall, Call, Over, RowFrame } from '../../expr/node.ts';
import type { DataType } from '../../types/data-type.ts';
import type { Schema } from '../../types/schema.ts';
import { castArguments } from '../cast-expression.ts';
import { compileAggregate } from '../compile-aggregate.ts';
import { compileExpression } from '../compile-expression.ts';
import { argumentsOf, type CompiledExpression } from '../compiled-expression.ts';
import type { ExprSettings } from '../function.ts';
import { defaultFrame, framesOf } from './frame-bounds.ts';
import { aggregateFrames } from './framed-aggregate.ts';
import type { OrderedRows } from './ordered-rows.ts';
import { OTHER_ROWS } from './other-rows.ts';
import { RANKS } from './ranks.ts';
import type { RowFunctionKind } from './row-function.ts';

/** A function of the rows around a row, resolved against the schema of its input. */
export interface CompiledOver {
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** What {@link evaluate} is to be given, in order. */
  readonly inputs: readonly CompiledExpression[];
  /** The value of each row, in the order of the rows; so are the inputs. */
  evaluate(inputs: readonly Vector[], rows: OrderedRows): Vector;
}

const ROW_FUNCTIONS: ReadonlyMap<string, RowFunctionKind> = new Map(
  [...RANKS, ...OTHER_ROWS].map((kind) => [kind.name, kind]),
);

/** The names of the functions that only run over rows. */
export function rowFunctionNames(): readonly string[] {
  return [...ROW_FUNCTIONS.keys()];
}

/**
 * Resolves the names and types of a function, and checks its frame.
 *
 * @throws `EXPRESSION.BAD_OVER` and the conditions of `errors/expression.ts` that are of kind `analysis`
 */
export function compileOver(node: Over, schema: Schema, settings: ExprSettings): CompiledOver {
  const keyTypes = node.orderBy.map(
    ({ expr }) => compileExpression(expr, schema, settings).dataType,
  );
  checkFrame(node, keyTypes);
  const { fn } = node;
  return fn.kind === 'aggregate'
    ? overAggregate(node, fn, schema, settings)
    : overRowFunction(node, fn, schema, settings);
}

function overAggregate(
  { orderBy, frame = defaultFrame(orderBy.length > 0) }: Over,
  call: AggregateCall,
  schema: Schema,
  settings: ExprSettings,
): CompiledOver {
  const refuse = (reason: string): Error => BAD_OVER.error({ fn: call.fn, reason });
  if (call.isDistinct) throw refuse('what is distinct in a frame is not known');
  if (call.filter !== undefined) throw refuse('an aggregate with a filter has no frame');
  const isWhole = orderBy.length === 0 && frame.start === null && frame.end === null;
  if (call.fn === 'median' && !isWhole) throw refuse('it needs all rows, so no order and no frame');
  const aggregate = compileAggregate(call, schema, settings);
  const { dataType, nullable, inputs } = aggregate;
  return {
    dataType,
    nullable,
    inputs,
    evaluate: (vectors, rows) =>
      aggregateFrames(aggregate, vectors, rows, framesOf(rows, frame), frame.start === null),
  };
}

function overRowFunction(
  { orderBy, frame }: Over,
  { fn, args: nodes }: Call,
  schema: Schema,
  settings: ExprSettings,
): CompiledOver {
  const kind = ROW_FUNCTIONS.get(fn);
  if (kind === undefined) {
    const suggestion = nearestName(fn, ROW_FUNCTIONS.keys());
    throw UNKNOWN_FUNCTION.error({ name: fn, suggestion });
  }
  if (orderBy.length === 0) throw BAD_OVER.error({ fn, reason: 'it needs an order, by orderBy()' });
  if (frame !== undefined && !mayHave(kind, frame)) {
    throw BAD_OVER.error({ fn, reason: 'it has a frame of its own, so no other can be given' });
  }
  const args = nodes.map((arg) => compileExpression(arg, schema, settings));
  const resolved = kind.resolve(argumentsOf(args));
  const { dataType, nullable, castTo } = resolved;
  // Arguments that are constants have been read; those behind a value are not computed.
  const inputs = castArguments(args, castTo, settings).filter((_, i) => i === 0 || i === 2);
  const framed = frame ?? defaultFrame(true);
  return {
    dataType,
    nullable,
    inputs,
    evaluate: (vectors, rows) => resolved.evaluate(vectors, rows, framesOf(rows, framed)),
  };
}

function mayHave({ ownFrame }: RowFunctionKind, { unit, start, end }: RowFrame): boolean {
  return ownFrame === undefined || (ownFrame === unit && start === null && end === 0);
}

const COUNTABLE = new Set(['byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'date']);

function checkFrame({ fn: { fn }, frame }: Over, keys: readonly DataType[]): void {
  if (frame === undefined) return;
  const refuse = (reason: string): Error => BAD_OVER.error({ fn, reason });
  if (!frame.isValid) throw refuse('the frame ends before it starts');
  const offsets = [frame.start, frame.end].filter((offset) => offset !== null);
  if (!offsets.every(Number.isSafeInteger)) throw refuse('a frame counts in whole numbers');
  if (frame.unit === 'rows') return;
  const isByValue = offsets.some((offset) => offset !== 0);
  const [key, ...others] = keys;
  if (key === undefined) {
    if (offsets.length > 0) throw refuse('a frame by value needs an order, by orderBy()');
    return;
  }
  if (!isByValue) return;
  if (others.length > 0) throw refuse('a frame by value needs an order of one key');
  if (!COUNTABLE.has(key.kind)) {
    throw refuse(`a frame by value needs a key that is a number or a date, and it is ${key.kind}`);
  }
}
