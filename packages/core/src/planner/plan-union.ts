import type { ExprNode } from '../expr/node.ts';
import { Fanout } from '../operators/operator.ts';
import { ProjectOperator } from '../operators/project.ts';
import { UnionOperator } from '../operators/union.ts';
import type { LogicalPlan, Union } from '../plan/logical-plan.ts';
import { sameType } from '../types/data-type.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import type { Planning } from './planning.ts';

export function planUnion(planning: Planning, plan: Union, mode: OutputMode, output: Fanout): void {
  const schema = planning.schema(plan);
  const operator = new UnionOperator(schema, output.emit);
  for (const [i, input] of plan.inputs.entries()) {
    castTo(planning, schema, input, mode).connect((batch) => operator.push(batch, i));
  }
  planning.add(operator);
}

/** The rows of a step with its columns cast to the types of a schema, by position. */
function castTo(planning: Planning, schema: Schema, plan: LogicalPlan, mode: OutputMode): Fanout {
  const from = planning.schema(plan);
  const rows = planning.output(plan, mode);
  const casts = from.fields.map(({ name, dataType }, i): ExprNode => {
    const arg: ExprNode = { kind: 'column', name };
    const to = schema.fields[i]?.dataType ?? dataType;
    return sameType(dataType, to) ? arg : { kind: 'cast', to, arg, isTry: false };
  });
  if (casts.every((cast) => cast.kind === 'column')) return rows;
  const output = new Fanout();
  const columns = casts.map((cast) => planning.compile(cast, from));
  planning.attach(rows, new ProjectOperator(schema, columns, output.emit));
  return output;
}
