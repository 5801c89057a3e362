import { joinCondition } from '../analysis/join-condition.ts';
import type { ExprNode } from '../expr/node.ts';
import { conjunctionOf, referencesOf } from '../expr/references.ts';
import { castMode } from '../functions/cast/cast-mode.ts';
import { castExpression } from '../functions/cast-expression.ts';
import { comparisonType } from '../functions/coercion.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { PairCondition } from '../operators/pair-condition.ts';
import type { Join } from '../plan/logical-plan.ts';
import { type Field, sameType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import type { Planning } from './planning.ts';

/** The keys of a join, ready to be computed for both sides and compared. */
export interface PlannedKeys {
  readonly left: readonly PlannedKey[];
  readonly right: readonly PlannedKey[];
  /** The types in which they are compared. */
  readonly fields: readonly Field[];
  readonly areNullSafe: readonly boolean[];
}

export interface PlannedKey {
  readonly expression: CompiledExpression;
  /** The position of the column that the key is; undefined where it is computed. */
  readonly column: number | undefined;
}

export function planKeys(planning: Planning, join: Join): PlannedKeys {
  const schemas = { left: planning.schema(join.left), right: planning.schema(join.right) };
  const planned = joinCondition(join).keys.map(({ left, right, isNullSafe }, i) => {
    const a = planning.compile(left, schemas.left);
    const b = planning.compile(right, schemas.right);
    const dataType = comparisonType(a.dataType, b.dataType) ?? a.dataType;
    const planKey = (
      expr: ExprNode,
      compiled: CompiledExpression,
      { fields }: Schema,
    ): PlannedKey => {
      const mode = castMode(planning.settings);
      const expression = castExpression(compiled, dataType, planning.settings, mode);
      const column = fields.findIndex(({ name }) => expr.kind === 'column' && expr.name === name);
      const isColumn = column >= 0 && sameType(compiled.dataType, dataType);
      return { expression, column: isColumn ? column : undefined };
    };
    const field: Field = { name: `key${i}`, dataType, nullable: a.nullable || b.nullable };
    return {
      left: planKey(left, a, schemas.left),
      right: planKey(right, b, schemas.right),
      field,
      isNullSafe,
    };
  });
  return {
    left: planned.map(({ left }) => left),
    right: planned.map(({ right }) => right),
    fields: planned.map(({ field }) => field),
    areNullSafe: planned.map(({ isNullSafe }) => isNullSafe),
  };
}

/** What a row of one side must fulfil by itself. */
export function planOwnCondition(
  planning: Planning,
  parts: readonly ExprNode[],
  schema: Schema,
): CompiledExpression | undefined {
  const [first, ...others] = parts;
  return first && planning.compile(conjunctionOf([first, ...others]), schema);
}

/** What rows of equal keys must fulfil together. */
export function planPairCondition(
  planning: Planning,
  join: Join,
  parts: readonly ExprNode[],
): PairCondition | undefined {
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  const condition = conjunctionOf([first, ...others]);
  const names = referencesOf(condition);
  const readFrom = ({ fields }: Schema): readonly number[] =>
    fields.flatMap(({ name }, i) => (names.has(name) ? [i] : []));
  const left = planning.schema(join.left);
  const right = planning.schema(join.right);
  const leftColumns = readFrom(left);
  const rightColumns = readFrom(right);
  const schema: Schema = {
    fields: [
      ...leftColumns.map((column) => left.fields[column] as Field),
      ...rightColumns.map((column) => right.fields[column] as Field),
    ],
  };
  return { expression: planning.compile(condition, schema), schema, leftColumns, rightColumns };
}
