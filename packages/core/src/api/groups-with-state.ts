import { requireSchema } from '../analysis/schema-of.ts';
import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { BAD_OPTION } from '../errors/option.ts';
import type { ExprNode, NamedExpr } from '../expr/node.ts';
import { typeOf } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { GroupFunction, GroupState, GroupStateTimeout } from '../plan/group-state.ts';
import type {
  Aggregate,
  FlatMapGroupsWithState,
  LogicalPlan,
  Project,
} from '../plan/logical-plan.ts';
import type { DataType } from '../types/data-type.ts';
import type { ColumnType, Schema } from '../types/schema.ts';
import type { Eventual } from './eventual.ts';
import type { Flatten } from './row-types.ts';

/** What the engine has to know of a function of groups before it runs. */
export interface GroupsWithStateOptions<S, Out, T extends GroupStateTimeout = GroupStateTimeout> {
  /** The type of the state: it is stored with the checkpoint. */
  readonly state: ColumnType<S>;
  /** The columns of the rows that the function returns. */
  readonly output: Schema<Out>;
  /** What lets a group be called without rows; nothing unless said. */
  readonly timeout?: T;
}

export interface FlatMapGroupsOptions<
  S,
  Out,
  O extends 'append' | 'update',
  T extends GroupStateTimeout = GroupStateTimeout,
> extends GroupsWithStateOptions<S, Out, T> {
  /** What the rows mean: final ones (`append`), or the newest of their group (`update`). */
  readonly outputMode: O;
}

const GROUPS_OPTIONS: OptionNames<FlatMapGroupsOptions<unknown, unknown, 'append'>> = {
  state: true,
  output: true,
  outputMode: true,
  timeout: true,
};

/** Makes rows of the rows of a group in a batch and its state. The rows can be walked once. */
export type FlatMapGroups<K, R, S, Out> = (
  key: Flatten<K>,
  rows: Iterable<Flatten<R>>,
  state: GroupState<S>,
) => Iterable<Out>;

/** Makes one row of the rows of a group in a batch and its state. The rows can be walked once. */
export type MapGroups<K, R, S, Out> = (
  key: Flatten<K>,
  rows: Iterable<Flatten<R>>,
  state: GroupState<S>,
) => Out;

declare const STATE: unique symbol;

/** Groups with a state each, made by `groupBy(…).withState(…)`. */
export interface InitialState<K, S> {
  readonly [STATE]?: readonly [key: K, state: S];
  /** @internal */
  readonly plan: Eventual<GroupStates>;
}

/** The rows of an initial state, and what of them is key and state. */
export interface GroupStates {
  readonly input: LogicalPlan;
  readonly keys: readonly NamedExpr[];
  readonly state: ExprNode;
}

/** The step of `flatMapGroupsWithState` and, with a function that gives lists of one row, `mapGroupsWithState`. */
export function groupsWithState(
  { keys, input, callSite }: Aggregate,
  options: FlatMapGroupsOptions<unknown, unknown, 'append' | 'update'>,
  call: GroupFunction,
  more: {
    readonly isMap: boolean;
    readonly states: GroupStates | undefined;
    readonly settings: ExprSettings;
  },
): FlatMapGroupsWithState {
  const verb = more.isMap ? 'mapGroupsWithState()' : 'flatMapGroupsWithState()';
  checkOptions(verb, options, GROUPS_OPTIONS);
  const { state, output, timeout = 'none', outputMode } = options;
  checkOneOf('outputMode', outputMode, ['append', 'update'], 'append or update');
  checkOneOf('timeout', timeout, ['none', 'processingTime', 'eventTime'], 'a timeout');
  const { isMap, states, settings } = more;
  const schema = requireSchema(input, settings);
  const keyTypes = keys.map(({ expr }) => typeOf(expr, schema, settings));
  return {
    op: 'flatMapGroupsWithState',
    keys,
    call,
    isMap,
    functionMode: outputMode,
    timeout,
    stateType: state.dataType,
    schema: output,
    input,
    ...(callSite === undefined ? {} : { callSite }),
    ...(states === undefined
      ? {}
      : { initialState: initialStates(states, [...keyTypes, state.dataType]) }),
  };
}

/** The keys and the state of each row, in the types that the groups have; what has none keeps its own. */
export function initialStates(
  { input, keys, state }: GroupStates,
  types: readonly DataType[],
): Project {
  const columns = [...keys, { name: STATE_COLUMN, expr: state }].map(({ name, expr }, i) => {
    const to = types[i];
    if (to === undefined) return { name, expr };
    return { name, expr: { kind: 'cast', to, arg: expr, isTry: false } as const };
  });
  return { op: 'project', columns, input };
}

const STATE_COLUMN = '\u0000state';

/** @throws {@link BAD_OPTION} */
export function checkOneOf(
  option: string,
  value: string,
  allowed: readonly string[],
  what: string,
): void {
  if (allowed.includes(value)) return;
  const expected = `${what}: ${allowed.join(', ')}`;
  throw BAD_OPTION.error({ option, value, expected });
}
