import type { ExprNode, NamedExpr, OrderKey } from '../expr/node.ts';
import type { Source } from '../sources/source.ts';
import type { DataType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import type { GroupFunction, GroupStateTimeout } from './group-state.ts';
import type { ProcessorFactory, TimeMode } from './stateful-processor.ts';

/**
 * What a query means, as immutable plain data. Columns are names; `analysis` resolves and checks them.
 * Two frames that share a step share the node object, and what they share runs once per batch.
 *
 * Opaque parts, which `to-json` shows by name only: the `source` of a relation and user functions.
 */
export type LogicalPlan =
  | Relation
  | BadRecords
  | LateRows
  | Project
  | Filter
  | EventTimeWatermark
  | Aggregate
  | Deduplicate
  | Join
  | FlatMapGroupsWithState
  | TransformWithState
  | Union
  | Sort
  | Limit
  | Sample;

interface Node {
  /** Where in the user's code the step was written: `pipeline.ts:12:8`. */
  readonly callSite?: string;
  /** The user's name for what the step remembers; only steps that keep state have one. */
  readonly name?: string;
}

/** The rows of a source. One object per `readStream` call: that object is the identity of the read. */
export interface Relation extends Node {
  readonly op: 'relation';
  readonly source: Source;
  readonly isStreaming: boolean;
  /** By which conditions name the read (`whileRead`); the optimiser sets it. */
  readonly number?: number;
}

/** The records of a source that did not fit its format. */
export interface BadRecords extends Node {
  readonly op: 'badRecords';
  readonly input: Relation;
}

/** The rows that a stateful step dropped because they came after the watermark, as they reached it. */
export interface LateRows extends Node {
  readonly op: 'lateRows';
  readonly input: Aggregate | Deduplicate | FlatMapGroupsWithState | TransformWithState;
}

/** New columns from each row. */
export interface Project extends Node {
  readonly op: 'project';
  readonly columns: readonly NamedExpr[];
  readonly input: LogicalPlan;
}

/** The rows for which the condition is true, not null. */
export interface Filter extends Node {
  readonly op: 'filter';
  readonly condition: ExprNode;
  readonly input: LogicalPlan;
}

/** Measures event time, and marks its column for the steps above. */
export interface EventTimeWatermark extends Node {
  readonly op: 'eventTimeWatermark';
  readonly column: string;
  readonly delayMs: number;
  /** Times further ahead of the batch than this do not move the watermark. */
  readonly maxFutureSkewMs?: number;
  /** Set where each partition of a source has a latest time of its own, and the slowest one counts. */
  readonly partitions?: PartitionTimes;
  readonly input: LogicalPlan;
}

/** How a watermark tells the partitions of its sources apart. */
export interface PartitionTimes {
  /** A partition that had nothing new for so long no longer counts; without it every one does for ever. */
  readonly idleAfterMs?: number;
}

/** One row for each distinct value of the keys; without keys one row in all. */
export interface Aggregate extends Node {
  readonly op: 'aggregate';
  readonly keys: readonly NamedExpr[];
  readonly aggregates: readonly NamedExpr[];
  readonly input: LogicalPlan;
}

/** The first row of each value of some columns. */
export interface Deduplicate extends Node {
  readonly op: 'deduplicate';
  readonly columns: readonly string[];
  /** A value is forgotten once the watermark passed its first row by the delay (Spark: dropDuplicatesWithinWatermark). */
  readonly withinWatermark: boolean;
  readonly input: LogicalPlan;
}

/**
 * The rows of `left` put together with those of `right` for which the condition is true: the columns of
 * the left, then those of the right; of the left alone for semi and anti. No name is on both sides.
 */
export interface Join extends Node {
  readonly op: 'join';
  readonly joinType: JoinType;
  /** Reads the columns of both; absent when every row meets every other. */
  readonly condition: ExprNode | undefined;
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
}

export type JoinType = 'inner' | 'leftOuter' | 'rightOuter' | 'fullOuter' | 'leftSemi' | 'leftAnti';

/** What a user function makes of the rows of each group, and of what it remembers of the group. */
export interface FlatMapGroupsWithState extends Node {
  readonly op: 'flatMapGroupsWithState';
  readonly keys: readonly NamedExpr[];
  /** Opaque. */
  readonly call: GroupFunction;
  /** True where it gives one row for each call (Spark: mapGroupsWithState). */
  readonly isMap: boolean;
  /** What its rows mean: final ones, or the newest of their group. */
  readonly functionMode: 'append' | 'update';
  readonly timeout: GroupStateTimeout;
  readonly stateType: DataType;
  /** The rows it gives. */
  readonly schema: Schema;
  /** States to start from: the keys, then a column with the state. */
  readonly initialState?: LogicalPlan;
  readonly input: LogicalPlan;
}

/** What a processor with state variables and timers makes of the rows of each group. */
export interface TransformWithState extends Node {
  readonly op: 'transformWithState';
  readonly keys: readonly NamedExpr[];
  /** Opaque. */
  readonly makeProcessor: ProcessorFactory;
  /** What its rows mean: final ones, or the newest of their group. */
  readonly outputMode: 'append' | 'update';
  readonly timeMode: TimeMode;
  /** The rows it gives. */
  readonly schema: Schema;
  /** The column of them that has the mark of the watermark. */
  readonly eventTimeColumn?: string;
  /** Rows to start from: the keys, then a column with the state. */
  readonly initialState?: LogicalPlan;
  readonly input: LogicalPlan;
}

/** The rows of all inputs; columns by position, named as in the first. */
export interface Union extends Node {
  readonly op: 'union';
  readonly inputs: readonly LogicalPlan[];
}

export interface Sort extends Node {
  readonly op: 'sort';
  readonly by: readonly OrderKey[];
  readonly input: LogicalPlan;
}

export interface Limit extends Node {
  readonly op: 'limit';
  readonly count: number;
  readonly input: LogicalPlan;
}

/** Each row with the same chance, by the random numbers of a seed; of data that has an end. */
export interface Sample extends Node {
  readonly op: 'sample';
  /** From 0 to 1. */
  readonly fraction: number;
  /** 64 bits, as text: plans are JSON. */
  readonly seed: string;
  readonly input: LogicalPlan;
}

/** The plans a node reads from, left to right. */
export function children(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.op) {
    case 'relation':
      return [];
    case 'union':
      return plan.inputs;
    case 'join':
      return [plan.left, plan.right];
    case 'flatMapGroupsWithState':
    case 'transformWithState':
      return plan.initialState === undefined ? [plan.input] : [plan.input, plan.initialState];
    default:
      return [plan.input];
  }
}

/** The same node over other inputs; the node itself when none differs. */
export function withChildren(plan: LogicalPlan, inputs: readonly LogicalPlan[]): LogicalPlan {
  if (children(plan).every((child, i) => child === inputs[i])) return plan;
  if (plan.op === 'union') return { ...plan, inputs };
  const [first, second] = inputs;
  if (plan.op === 'join') return { ...plan, left: first, right: second } as LogicalPlan;
  if (second !== undefined) {
    return { ...plan, input: first, initialState: second } as LogicalPlan;
  }
  return { ...plan, input: first } as LogicalPlan;
}

/** All nodes below and including `plans`, each once, inputs before the nodes that read them. */
export function nodesOf(plans: readonly LogicalPlan[]): readonly LogicalPlan[] {
  const seen = new Set<LogicalPlan>();
  const visit = (plan: LogicalPlan): void => {
    if (seen.has(plan)) return;
    for (const child of children(plan)) visit(child);
    seen.add(plan);
  };
  for (const plan of plans) visit(plan);
  return [...seen];
}
