import { requireSchema } from '../analysis/schema-of.ts';
import { isSessionKey } from '../analysis/session-columns.ts';
import { streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { OPERATOR_NAME_TAKEN } from '../errors/analysis.ts';
import type { ExprNode } from '../expr/node.ts';
import { type CompiledExpression, compileExpression } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import { FilterOperator } from '../operators/filter.ts';
import { Fanout, type Operator } from '../operators/operator.ts';
import { ProjectOperator } from '../operators/project.ts';
import { SampleOperator } from '../operators/sample.ts';
import { SortOperator } from '../operators/sort.ts';
import { EventTimeWatermarkOperator } from '../operators/stateful/event-time-watermark.ts';
import type { StatefulOperator } from '../operators/stateful/stateful-operator.ts';
import { type LogicalPlan, nodesOf, type Relation } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import { extractWindow } from './extract-window.ts';
import { sessionRelations, watermarkPartitions } from './partitioned-inputs.ts';
import type { PhysicalPlan, Scan, TableNeed } from './physical-plan.ts';
import { planAggregate } from './plan-aggregate.ts';
import { planDeduplicate } from './plan-deduplicate.ts';
import { planGenerator } from './plan-generator.ts';
import { planGroupsWithState } from './plan-groups-with-state.ts';
import { planJoin } from './plan-join.ts';
import { planLimit } from './plan-limit.ts';
import { planOver } from './plan-over.ts';
import { planSessionAggregate } from './plan-session-aggregate.ts';
import { planTransformWithState } from './plan-transform-with-state.ts';
import { planUnion } from './plan-union.ts';
import { planWindow } from './plan-window.ts';
import type { Planning } from './planning.ts';

/** One output of a query to plan. A bounded plan runs as one batch in mode `complete`. */
export interface PlannedOutput {
  readonly plan: LogicalPlan;
  readonly outputMode: OutputMode;
}

/** Makes the operators of a checked plan. A step that several outputs share becomes one operator. */
export function planQuery(outputs: readonly PlannedOutput[], settings: ExprSettings): PhysicalPlan {
  return new Planner(settings).plan(outputs);
}

/** What more batches need comes later. */
const NEEDS: readonly TableNeed[] = ['first', 'withRows', 'always'];

class Planner implements Planning {
  readonly settings: ExprSettings;
  readonly #outputOf: Readonly<Record<OutputMode, Map<LogicalPlan, Fanout>>> = {
    append: new Map(),
    update: new Map(),
    complete: new Map(),
  };
  readonly #lateRowsOf = new Map<LogicalPlan, Fanout>();
  readonly #scans = new Map<Relation, { rows: Fanout; badRecords: Fanout | undefined }>();
  readonly #tables = new Map<LogicalPlan, { rows: Fanout; need: TableNeed }>();
  readonly #operators: Operator[] = [];
  readonly #watermarks: EventTimeWatermarkOperator[] = [];
  readonly #stateful: StatefulOperator[] = [];
  #unnamed = 0;

  constructor(settings: ExprSettings) {
    this.settings = settings;
  }

  plan(outputs: readonly PlannedOutput[]): PhysicalPlan {
    // Late rows are a second exit of a step that another output runs, in the mode of that output.
    const readsLateRows = ({ plan }: PlannedOutput): boolean =>
      nodesOf([plan]).some((node) => node.op === 'lateRows');
    for (const output of outputs) {
      if (!readsLateRows(output)) this.output(output.plan, output.outputMode);
    }
    const planned = outputs.map(({ plan, outputMode }) => ({
      schema: this.schema(plan),
      rows: this.output(plan, outputMode),
    }));
    const nodes = nodesOf(outputs.map(({ plan }) => plan));
    const ofSessions = new Set(nodes.flatMap((node) => [...sessionRelations(node)]));
    const scans = [...this.#scans].map(([relation, scan]): Scan => {
      const tellsPartitions =
        ofSessions.has(relation) ||
        this.#watermarks.some(({ partitions }) => partitions?.relations.has(relation) === true);
      return { relation, ...scan, tellsPartitions };
    });
    return {
      scans,
      tables: [...this.#tables].map(([plan, table]) => ({ plan, ...table })),
      operators: this.#operators,
      watermarks: this.#watermarks,
      stateful: this.#stateful,
      lateRows: [...this.#lateRowsOf.values()],
      outputs: planned,
    };
  }

  schema(plan: LogicalPlan): Schema {
    return requireSchema(plan, this.settings);
  }

  /** The rows of a step; made once however many steps read them, but an aggregation once for each mode. */
  output(plan: LogicalPlan, mode: OutputMode): Fanout {
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
        if (!this.#lateRowsOf.has(plan.input)) this.output(plan.input, mode);
        this.#lateRowsOf.get(plan.input)?.connect(emit);
        return;
      case 'filter': {
        const condition = this.compile(plan.condition, this.schema(plan.input));
        this.#connect([plan.input], mode, new FilterOperator(condition, emit));
        return;
      }
      case 'project': {
        const { exprs, window } = extractWindow(plan.columns);
        const windowed = planWindow(this, plan.input, mode, window);
        const generated = planGenerator(this, exprs, windowed.rows, windowed.schema);
        const input = planOver(this, generated.exprs, generated.rows, generated.schema);
        const columns = input.exprs.map(({ expr }) => this.compile(expr, input.schema));
        this.attach(input.rows, new ProjectOperator(this.schema(plan), columns, emit));
        return;
      }
      case 'eventTimeWatermark': {
        if (streamingSourceOf(plan) === undefined) {
          this.output(plan.input, mode).connect(emit);
          return;
        }
        const column = this.schema(plan.input).fields.findIndex((f) => f.name === plan.column);
        const operator = new EventTimeWatermarkOperator(column, plan.delayMs, emit, {
          maxFutureSkewMs: plan.maxFutureSkewMs,
          partitions: watermarkPartitions(plan),
        });
        this.#watermarks.push(operator);
        this.#connect([plan.input], mode, operator);
        return;
      }
      case 'aggregate':
        if (plan.keys.some(({ expr }) => isSessionKey(expr, plan.input))) {
          planSessionAggregate(this, plan, mode, output);
        } else planAggregate(this, plan, mode, output);
        return;
      case 'deduplicate':
        planDeduplicate(this, plan, mode, output);
        return;
      case 'join':
        planJoin(this, plan, mode, output);
        return;
      case 'flatMapGroupsWithState':
        planGroupsWithState(this, plan, mode, output);
        return;
      case 'transformWithState':
        planTransformWithState(this, plan, mode, output);
        return;
      case 'union':
        planUnion(this, plan, mode, output);
        return;
      case 'sort': {
        const schema = this.schema(plan.input);
        const keys = plan.by.map(({ expr, ...key }) => ({
          ...key,
          expression: this.compile(expr, schema),
        }));
        this.#connect([plan.input], mode, new SortOperator(schema, keys, emit));
        return;
      }
      case 'limit':
        planLimit(this, plan, mode, output);
        return;
      case 'sample': {
        const { fraction, seed } = plan;
        this.#connect([plan.input], mode, new SampleOperator(fraction, BigInt(seed), emit));
        return;
      }
    }
  }

  #scan(relation: Relation): { rows: Fanout; badRecords: Fanout | undefined } {
    let scan = this.#scans.get(relation);
    if (scan === undefined) {
      scan = { rows: new Fanout(), badRecords: undefined };
      this.#scans.set(relation, scan);
    }
    return scan;
  }

  table(plan: LogicalPlan, need: TableNeed): Fanout {
    const known = this.#tables.get(plan);
    const rows = known?.rows ?? new Fanout();
    const isMore = known === undefined || NEEDS.indexOf(need) > NEEDS.indexOf(known.need);
    this.#tables.set(plan, { rows, need: isMore ? need : known.need });
    return rows;
  }

  #connect(inputs: readonly LogicalPlan[], mode: OutputMode, operator: Operator): void {
    for (const input of inputs) this.attach(this.output(input, mode), operator);
  }

  attach(rows: Fanout, operator: Operator): void {
    rows.connect((batch) => operator.push(batch, 0));
    this.#operators.push(operator);
  }

  add(operator: Operator): void {
    this.#operators.push(operator);
  }

  addStateful<I, O extends StatefulOperator>(
    plan: LogicalPlan,
    inputs: () => I,
    make: (operatorId: string, inputs: I) => O,
  ): { readonly operator: O; readonly inputs: I } {
    const place = this.#stateful.length;
    const made = inputs();
    const operator = make(this.#operatorId(plan), made);
    this.#stateful.splice(place, 0, operator);
    return { operator, inputs: made };
  }

  /** The name of a step, else its number among those without one. Stored on disk: never change. */
  #operatorId({ name }: LogicalPlan): string {
    if (name === undefined) return String(this.#unnamed++);
    if (this.#stateful.some(({ operatorId }) => operatorId === name)) {
      throw OPERATOR_NAME_TAKEN.error({ name });
    }
    return name;
  }

  lateRows(plan: LogicalPlan, mode: OutputMode): Fanout {
    const late = new Fanout();
    // Nothing is late in complete mode, so where a step runs in two modes the other one tells.
    if (mode !== 'complete' || !this.#lateRowsOf.has(plan)) this.#lateRowsOf.set(plan, late);
    return late;
  }

  compile(expr: ExprNode, schema: Schema): CompiledExpression {
    return compileExpression(expr, schema, this.settings);
  }
}

function isAggregated(plan: LogicalPlan): boolean {
  return nodesOf([plan]).some((node) => node.op === 'aggregate');
}
