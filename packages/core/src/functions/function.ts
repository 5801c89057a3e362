import type { RecordBatch } from '../columnar/record-batch.ts';
import type { Vector } from '../columnar/vector.ts';
import type { DataType, Field } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';

/** What the rules of a query's expressions depend on, fixed when it starts. */
export interface ExprSettings {
  /** IANA name; Spark's `spark.sql.session.timeZone`. */
  readonly timeZone: string;
  /** Spark's `spark.sql.ansi.enabled`: overflow and bad casts are errors, not wrapped or null. */
  readonly ansi: boolean;
}

/** What a kernel may ask of the batch it runs in. */
export interface EvalContext extends ExprSettings {
  /** `current_timestamp()`: the same for all rows, and when the batch runs again. */
  readonly batchTimeMs: number;
  /** Numbers of the sources that the batch has something new of; absent where it has of all. */
  readonly sourcesRead?: ReadonlySet<number>;
}

/** One argument of a call, as far as it is known before any row. */
export interface Argument {
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** Present when the argument is a constant. */
  readonly constant?: { readonly value: InternalValue };
  /** The constant is written as it is, not computed. */
  readonly isLiteral?: true;
}

/** Computes a column from columns of the same length. Pure: it never keeps or changes its arguments. */
export type Kernel = (args: readonly Vector[], length: number, context: EvalContext) => Vector;

/** A function of one row. */
export interface ScalarFunction {
  readonly name: string;
  /**
   * Chooses the kernel for these arguments.
   *
   * @throws `EXPRESSION.TYPE_MISMATCH` or `EXPRESSION.WRONG_ARGUMENTS`
   */
  resolve(args: readonly Argument[], settings: ExprSettings): ResolvedFunction;
}

export interface ResolvedFunction {
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly kernel: Kernel;
  /** Types the arguments are cast to first, where a position is set. */
  readonly castTo?: readonly (DataType | undefined)[];
  /** The kernel may throw for some values. */
  readonly canFail?: boolean;
  /**
   * The rows (1) for which argument `index` counts, given the arguments before it; absent, or
   * undefined for an argument, when all do. Where a later argument can fail, the others see null.
   */
  readonly needs?: (
    index: number,
    before: readonly Vector[],
    length: number,
  ) => Uint8Array | undefined;
}

/** A function of one row that runs lambdas over elements. */
export interface HigherOrderFunction {
  readonly name: string;
  /**
   * Gives the lambdas their types and chooses the kernel. Arguments are cast before lambdas see their
   * elements, so a lambda is bound to the types of `castTo`.
   *
   * @throws `EXPRESSION.TYPE_MISMATCH` or `EXPRESSION.WRONG_ARGUMENTS`
   */
  resolve(
    args: readonly (Argument | LambdaArgument)[],
    settings: ExprSettings,
  ): ResolvedHigherOrder;
}

/** What a lambda may be told about one of its variables. */
export interface VariableType {
  readonly dataType: DataType;
  readonly nullable: boolean;
}

/** A lambda among the arguments of a call. */
export interface LambdaArgument {
  readonly numVariables: number;
  /** Resolves the body for variables of these types; there may be more than the lambda takes. */
  bind(variables: readonly VariableType[]): BoundLambda;
}

export interface BoundLambda {
  readonly numVariables: number;
  readonly dataType: DataType;
  readonly nullable: boolean;
  /**
   * The body for each entry of `rows`, which says in which row of the batch it runs; the variables are
   * as long. It runs once for all entries.
   */
  evaluate(frame: Frame, rows: Int32Array, variables: readonly Vector[]): Vector;
}

/** The batch that a kernel runs in, as far as lambdas need it. */
export interface Frame {
  readonly batch: RecordBatch;
  readonly context: EvalContext;
}

export interface ResolvedHigherOrder {
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly castTo?: readonly (DataType | undefined)[];
  readonly canFail?: boolean;
  /** As a {@link Kernel}; `args` has a hole where a lambda is. */
  readonly kernel: (args: readonly Vector[], length: number, frame: Frame) => Vector;
}

/** A function of the rows of a group. */
export interface AggregateFunction {
  readonly name: string;
  resolve(args: readonly Argument[], settings: ExprSettings): ResolvedAggregate;
}

export interface ResolvedAggregate {
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly castTo?: readonly (DataType | undefined)[];
  /** The columns that state keeps for a group, in order. Stored on disk: never change them for a name. */
  readonly stateFields: readonly Field[];
  create(): Accumulator;
}

/**
 * The running values of all groups of one aggregate, in typed arrays indexed by group id.
 * Group ids are small integers that the operator hands out and reuses.
 */
export interface Accumulator {
  /** Makes room for group ids below `groups`. */
  ensureCapacity(groups: number): void;
  /** Sets a group to the value of no rows; called before a group id is used, or used again. */
  reset(group: number): void;
  /** Adds row `i` of the inputs to group `groups[i]`, in order, for `i` below `length`; -1 means skip. */
  update(groups: Int32Array, length: number, inputs: readonly Vector[]): void;
  /**
   * Adds what group `from[i]` holds to group `into[i]`, as if the rows of `from[i]` had come after those
   * of `into[i]`, for all `i` in order. Session windows that meet become one this way.
   */
  merge(into: Int32Array, from: Int32Array): void;
  /** The state of some groups, one vector for each state field. */
  saveState(groups: Int32Array): readonly Vector[];
  /**
   * Adds saved state to groups, as if its rows came after theirs: to put state back into groups that
   * have been reset, and to make one group of two. A group may occur more than once.
   */
  loadState(groups: Int32Array, state: readonly Vector[]): void;
  /** The result of some groups. */
  finish(groups: Int32Array): Vector;
}
