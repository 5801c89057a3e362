import { requireSchema } from '../analysis/schema-of.ts';
import { streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { UNSUPPORTED_ON_STREAM } from '../errors/analysis.ts';
import { literalOf } from '../expr/literal.ts';
import type { ExprNode, NamedExpr } from '../expr/node.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { LogicalPlan, Project } from '../plan/logical-plan.ts';
import type { Field } from '../types/data-type.ts';
import { INT, sameType } from '../types/data-type.ts';
import { columnNamed } from './record-row.ts';

// What the verbs that compare whole rows of two frames make of them: rows are counted by side, and the
// counts say how often each comes out.

/** A verb that compares rows, by its name. */
export type SetVerb = 'intersect' | 'intersectAll' | 'except' | 'exceptAll';

const REASONS: Readonly<Record<SetVerb, string>> = {
  intersect: 'an intersection needs all rows of both sides, and a stream never ends',
  intersectAll: 'an intersection needs all rows of both sides, and a stream never ends',
  except:
    'a row is known to be missing on the other side when that has ended, and a stream never ends',
  exceptAll:
    'a row is known to be missing on the other side when that has ended, and a stream never ends',
};

/** Names that no column of the user has. */
const IS_LEFT = '\u0000isLeft';
const IN_LEFT = '\u0000inLeft';
const IN_RIGHT = '\u0000inRight';
const COPY = '\u0000copy';

/**
 * The rows that a verb keeps, named as on the left; columns meet by position, in the types that hold both.
 *
 * @throws {@link UNSUPPORTED_ON_STREAM}, `PLAN.UNION_COLUMNS`, `PLAN.MIXED_UNION`
 */
export function comparedRows(
  verb: SetVerb,
  inputs: readonly [left: LogicalPlan, right: LogicalPlan],
  settings: ExprSettings,
  callSite: string | undefined,
): LogicalPlan {
  if (inputs.some((input) => streamingSourceOf(input) !== undefined)) {
    throw UNSUPPORTED_ON_STREAM.error({
      operation: `${verb}()`,
      callSite,
      reason: REASONS[verb],
      instead: 'Write the rows to files or a topic, and compare them when they are all there.',
    });
  }
  const { fields } = requireSchema({ op: 'union', inputs }, settings);
  const [left, right] = inputs;
  const counted: LogicalPlan = {
    op: 'aggregate',
    keys: fields.map(({ name }) => columnNamed(name)),
    aggregates: [
      { name: IN_LEFT, expr: countOf(column(IS_LEFT)) },
      { name: IN_RIGHT, expr: countOf(call('not', column(IS_LEFT))) },
    ],
    input: {
      op: 'union',
      inputs: [sideOf(left, fields, true, settings), sideOf(right, fields, false, settings)],
    },
  };
  const kept: LogicalPlan = { op: 'filter', condition: conditionOf(verb), input: counted };
  const columns = fields.map(({ name }) => columnNamed(name));
  if (verb === 'intersect' || verb === 'except') return { op: 'project', columns, input: kept };
  const copies = call('arrayRepeat', literalOf(0), asInt(timesOf(verb)));
  const repeated = [...columns, { name: COPY, expr: call('explode', copies) }];
  return { op: 'project', columns, input: { op: 'project', columns: repeated, input: kept } };
}

/** The rows of a side in the common types, each with the side it is from. */
function sideOf(
  input: LogicalPlan,
  fields: readonly Field[],
  isLeft: boolean,
  settings: ExprSettings,
): Project {
  const own = requireSchema(input, settings).fields;
  const columns = fields.map(({ name, dataType }, i): NamedExpr => {
    const from = own[i] ?? { name, dataType };
    const arg = column(from.name);
    const isSame = sameType(from.dataType, dataType);
    return { name, expr: isSame ? arg : { kind: 'cast', to: dataType, arg, isTry: false } };
  });
  return {
    op: 'project',
    columns: [...columns, { name: IS_LEFT, expr: literalOf(isLeft) }],
    input,
  };
}

function conditionOf(verb: SetVerb): ExprNode {
  const some = (name: string): ExprNode => call('gt', column(name), literalOf(0));
  switch (verb) {
    case 'intersect':
    case 'intersectAll':
      return call('and', some(IN_LEFT), some(IN_RIGHT));
    case 'except':
      return call('and', some(IN_LEFT), call('not', some(IN_RIGHT)));
    case 'exceptAll':
      return call('gt', column(IN_LEFT), column(IN_RIGHT));
  }
}

/** How often a kept row comes out. */
function timesOf(verb: 'intersectAll' | 'exceptAll'): ExprNode {
  const fn = verb === 'exceptAll' ? 'sub' : 'least';
  return call(fn, column(IN_LEFT), column(IN_RIGHT));
}

function countOf(condition: ExprNode): ExprNode {
  return { kind: 'aggregate', fn: 'countIf', args: [condition], isDistinct: false };
}

function asInt(arg: ExprNode): ExprNode {
  return { kind: 'cast', to: INT, arg, isTry: false };
}

function column(name: string): ExprNode {
  return { kind: 'column', name };
}

function call(fn: string, ...args: readonly ExprNode[]): ExprNode {
  return { kind: 'call', fn, args };
}
