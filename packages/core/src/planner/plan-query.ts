import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { requireSchema } from '../analysis/schema-of.ts';
import { inputWatermarkMs } from '../analysis/watermark-flow.ts';
import type { Call, ExprNode, NamedExpr } from '../expr/node.ts';
import { compileAggregate } from '../functions/compile-aggregate.ts';
import { compileExpression } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import { type ResolvedWindow, resolveWindow } from '../functions/resolve-window.ts';
import { AssignWindowsOperator } from '../operators/assign-windows.ts';
import { FilterOperator } from '../operators/filter.ts';
import { LateRowsOperator } from '../operators/late-rows.ts';
import { LimitOperator } from '../operators/limit.ts';
import { Fanout, type Operator } from '../operators/operator.ts';
import { ProjectOperator } from '../operators/project.ts';
import { SortOperator } from '../operators/sort.ts';
import { EventTimeWatermarkOperator } from '../operators/stateful/event-time-watermark.ts';
import { HashAggregateOperator } from '../operators/stateful/hash-aggregate.ts';
import type { StatefulOperator } from '../operators/stateful/stateful-operator.ts';
import { UnionOperator } from '../operators/union.ts';
import {
  type Aggregate,
  type LogicalPlan,
  nodesOf,
  type Relation,
  type Union,
} from '../plan/logical-plan.ts';
import { sameType } from '../types/data-type.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import { extractWindow, WINDOW_COLUMN } from './extract-window.ts';
import type { PhysicalPlan, Scan } from './physical-plan.ts';

/** One output of a query to plan. A bounded plan runs as one batch in mode `complete`. */
export interface PlannedOutput {
  readonly plan: LogicalPlan;
  readonly outputMode: OutputMode;
}

/** Makes the operators of a checked plan. A step that several outputs share becomes one operator. */
export function planQuery(outputs: readonly PlannedOutput[], settings: ExprSettings): PhysicalPlan {
  return new Planner(settings).plan(outputs);
}

class Planner {
  readonly #settings: ExprSettings;
  readonly #outputOf: Readonly<Record<OutputMode, Map<LogicalPlan, Fanout>>> = {
    append: new Map(),
    update: new Map(),
    complete: new Map(),
  };
  readonly #lateRowsOf = new Map<LogicalPlan, Fanout>();
  readonly #scans = new Map<Relation, { rows: Fanout; badRecords: Fanout | undefined }>();
  readonly #operators: Operator[] = [];
  readonly #watermarks: EventTimeWatermarkOperator[] = [];
  readonly #stateful: StatefulOperator[] = [];

  constructor(settings: ExprSettings) {
    this.#settings = settings;
  }

  plan(outputs: readonly PlannedOutput[]): PhysicalPlan {
    // Late rows are a second exit of a step that another output runs, in the mode of that output.
    const readsLateRows = ({ plan }: PlannedOutput): boolean =>
      nodesOf([plan]).some((node) => node.op === 'lateRows');
    for (const output of outputs) {
      if (!readsLateRows(output)) this.#output(output.plan, output.outputMode);
    }
    const planned = outputs.map(({ plan, outputMode }) => ({
      schema: this.#schema(plan),
      rows: this.#output(plan, outputMode),
    }));
    const scans = [...this.#scans].map(([relation, scan]): Scan => ({ relation, ...scan }));
    return {
      scans,
      operators: this.#operators,
      watermarks: this.#watermarks,
      stateful: this.#stateful,
      lateRows: [...this.#lateRowsOf.values()],
      outputs: planned,
    };
  }

  #schema(plan: LogicalPlan): Schema {
    return requireSchema(plan, this.#settings);
  }

  /** The rows of a step; made once however many steps read them, but an aggregation once for each mode. */
  #output(plan: LogicalPlan, mode: OutputMode): Fanout {
    const made = this.#outputOf[isAggregated(plan) ? mode : 'append'];
    const known = made.get(plan);
    if (known !== undefined) return known;
    const output = new Fanout();
    made.set(plan, output);
    this.#build(plan, mode, output);
    return output;
  }

  #build(plan: LogicalPlan, mode: OutputMode, output: Fanout): void {
    const { emit } = output;
    switch (plan.op) {
      case 'relation':
        this.#scan(plan).rows.connect(emit);
        return;
      case 'badRecords': {
        const scan = this.#scan(plan.input);
        scan.badRecords ??= new Fanout();
        scan.badRecords.connect(emit);
        return;
      }
      case 'lateRows':
        if (!this.#lateRowsOf.has(plan.input)) this.#output(plan.input, mode);
        this.#lateRowsOf.get(plan.input)?.connect(emit);
        return;
      case 'filter': {
        const condition = this.#compile(plan.condition, this.#schema(plan.input));
        this.#connect([plan.input], mode, new FilterOperator(condition, emit));
        return;
      }
      case 'project': {
        const { exprs, window } = extractWindow(plan.columns);
        const input = this.#windowed(plan.input, mode, window);
        const columns = exprs.map(({ expr }) => this.#compile(expr, input.schema));
        this.#attach(input.rows, new ProjectOperator(this.#schema(plan), columns, emit));
        return;
      }
      case 'eventTimeWatermark': {
        const column = this.#schema(plan.input).fields.findIndex((f) => f.name === plan.column);
        const operator = new EventTimeWatermarkOperator(column, plan.delayMs, emit);
        this.#watermarks.push(operator);
        this.#connect([plan.input], mode, operator);
        return;
      }
      case 'aggregate':
        this.#aggregate(plan, mode, output);
        return;
      case 'deduplicate':
      case 'join':
        throw new TypeError(`${plan.op} is not built yet`);
      case 'union':
        this.#union(plan, mode, output);
        return;
      case 'sort': {
        const schema = this.#schema(plan.input);
        const keys = plan.by.map(({ expr, descending }) => ({
          expression: this.#compile(expr, schema),
          descending,
        }));
        this.#connect([plan.input], mode, new SortOperator(schema, keys, emit));
        return;
      }
      case 'limit':
        this.#connect([plan.input], mode, new LimitOperator(plan.count, emit));
        return;
    }
  }

  #aggregate(plan: Aggregate, mode: OutputMode, output: Fanout): void {
    // What its input is made of comes behind it, in the order of the plan.
    const place = this.#stateful.length;
    const { exprs: keys, window } = extractWindow(plan.keys);
    const input = this.#windowed(plan.input, mode, window);
    const schema = this.#schema(plan);
    const keyFields = schema.fields.slice(0, keys.length);
    const marked = eventTimeColumns(plan);
    const eventTimeKey = keyFields.findIndex((field) => marked.has(field.name));
    const late = new Fanout();
    const dropped = new LateRowsOperator(this.#schema(plan.input), input.window, late.emit);
    // Nothing is late in complete mode, so where the step runs in two modes the other one tells.
    if (mode !== 'complete' || !this.#lateRowsOf.has(plan)) this.#lateRowsOf.set(plan, late);
    const operator = new HashAggregateOperator({
      operatorId: String(this.#stateful.length),
      schema,
      keys: keys.map(({ expr }) => this.#compile(expr, input.schema)),
      keyFields,
      aggregates: plan.aggregates.map((named) => this.#compileAggregate(named, input.schema)),
      outputMode: mode,
      eventTimeKey: eventTimeKey < 0 ? undefined : eventTimeKey,
      inputWatermarkMs: (globalMs) => inputWatermarkMs(plan, globalMs),
      emit: output.emit,
      emitLate: (batch) => dropped.push(batch),
    });
    this.#stateful.splice(place, 0, operator);
    this.#attach(input.rows, operator);
    this.#operators.push(dropped);
  }

  #union(plan: Union, mode: OutputMode, output: Fanout): void {
    const schema = this.#schema(plan);
    const operator = new UnionOperator(schema, output.emit);
    for (const input of plan.inputs) {
      this.#castTo(schema, input, mode).connect((batch) => operator.push(batch));
    }
    this.#operators.push(operator);
  }

  /** The rows of a step with its columns cast to the types of a schema, by position. */
  #castTo(schema: Schema, plan: LogicalPlan, mode: OutputMode): Fanout {
    const from = this.#schema(plan);
    const rows = this.#output(plan, mode);
    const casts = from.fields.map(({ name, dataType }, i): ExprNode => {
      const arg: ExprNode = { kind: 'column', name };
      const to = schema.fields[i]?.dataType ?? dataType;
      return sameType(dataType, to) ? arg : { kind: 'cast', to, arg, isTry: false };
    });
    if (casts.every((cast) => cast.kind === 'column')) return rows;
    const output = new Fanout();
    const columns = casts.map((cast) => this.#compile(cast, from));
    this.#attach(rows, new ProjectOperator(schema, columns, output.emit));
    return output;
  }

  /** The rows of a step with the window of a call as a further column. */
  #windowed(
    plan: LogicalPlan,
    mode: OutputMode,
    window: Call | undefined,
  ): {
    readonly rows: Fanout;
    readonly schema: Schema;
    readonly window: ResolvedWindow | undefined;
  } {
    const rows = this.#output(plan, mode);
    const schema = this.#schema(plan);
    if (window === undefined) return { rows, schema, window };
    const resolved = resolveWindow(window, schema, this.#settings);
    const field = { name: WINDOW_COLUMN, dataType: resolved.dataType, nullable: false };
    const widened: Schema = { fields: [...schema.fields, field] };
    const output = new Fanout();
    this.#attach(rows, new AssignWindowsOperator(widened, resolved, output.emit));
    return { rows: output, schema: widened, window: resolved };
  }

  #scan(relation: Relation): { rows: Fanout; badRecords: Fanout | undefined } {
    let scan = this.#scans.get(relation);
    if (scan === undefined) {
      scan = { rows: new Fanout(), badRecords: undefined };
      this.#scans.set(relation, scan);
    }
    return scan;
  }

  #connect(inputs: readonly LogicalPlan[], mode: OutputMode, operator: Operator): void {
    for (const input of inputs) this.#attach(this.#output(input, mode), operator);
  }

  /** Lets an operator read some rows. Its inputs were made before it, so the list stays in order. */
  #attach(rows: Fanout, operator: Operator): void {
    rows.connect((batch) => operator.push(batch, 0));
    this.#operators.push(operator);
  }

  #compile(expr: ExprNode, schema: Schema): ReturnType<typeof compileExpression> {
    return compileExpression(expr, schema, this.#settings);
  }

  #compileAggregate({ expr }: NamedExpr, schema: Schema): ReturnType<typeof compileAggregate> {
    if (expr.kind !== 'aggregate') throw new TypeError(`${expr.kind} is no aggregate`);
    return compileAggregate(expr, schema, this.#settings);
  }
}

function isAggregated(plan: LogicalPlan): boolean {
  return nodesOf([plan]).some((node) => node.op === 'aggregate');
}
