import type { ExprNode } from '../expr/node.ts';
import type { CompiledExpression } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Fanout, Operator } from '../operators/operator.ts';
import type { StatefulOperator } from '../operators/stateful/stateful-operator.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import type { TableNeed } from './physical-plan.ts';

/** What the planning of one step asks of the planning of the whole. */
export interface Planning {
  readonly settings: ExprSettings;
  schema(plan: LogicalPlan): Schema;
  /** The rows of a step; made once however many steps read them. */
  output(plan: LogicalPlan, mode: OutputMode): Fanout;
  /** The rows of a plan that has an end, which are there before those of any stream. */
  table(plan: LogicalPlan, need: TableNeed): Fanout;
  /** Lets an operator read some rows as its input 0. Its inputs were made before it, so the list of operators stays in order. */
  attach(rows: Fanout, operator: Operator): void;
  /** Adds an operator that something else pushes rows to. */
  add(operator: Operator): void;
  /**
   * Adds an operator that keeps state, after `inputs` has made what it reads. It comes before the
   * stateful operators that its inputs are made of, as Spark reports them.
   */
  addStateful<I, O extends StatefulOperator>(
    plan: LogicalPlan,
    inputs: () => I,
    make: (operatorId: string, inputs: I) => O,
  ): { readonly operator: O; readonly inputs: I };
  /** Where a step that keeps state sends the rows it drops as late. */
  lateRows(plan: LogicalPlan, mode: OutputMode): Fanout;
  compile(expr: ExprNode, schema: Schema): CompiledExpression;
}
