import { requireSchema } from '../analysis/schema-of.ts';
import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { BAD_OPTION } from '../errors/option.ts';
import { typeOf } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Aggregate, TransformWithState } from '../plan/logical-plan.ts';
import type { ProcessorFactory, TimeMode } from '../plan/stateful-processor.ts';
import type { Schema } from '../types/schema.ts';
import { checkOneOf, type GroupStates, initialStates } from './groups-with-state.ts';
import type { IfMarked, Misuse, Mode, TimestampName } from './row-types.ts';

/**
 * What the engine has to know of a processor before it is made.
 *
 * @typeParam I - the initial state
 */
export interface TransformWithStateOptions<
  Out,
  O extends 'append' | 'update',
  T extends TimeMode,
  E extends TimestampName<Out>,
  I,
> {
  /** The columns of the rows that the processor returns. */
  readonly output: Schema<Out>;
  /** What the rows mean: final ones (`append`), or the newest of their group (`update`). */
  readonly outputMode: O;
  /** What timers go by; there are none unless said. */
  readonly timeMode?: T;
  /**
   * The column of the output that is its event time: steps after this one have the watermark by it, and a
   * row at or before the watermark is an error. Needs the time mode `eventTime`.
   */
  readonly eventTimeColumn?: E;
  /** Rows of state to start from: `frame.groupBy(keys).withState(…)` of data that has an end. A key may have several. */
  readonly initialState?: I;
}

const PROCESSOR_OPTIONS: OptionNames<
  TransformWithStateOptions<unknown, 'append', TimeMode, never, unknown>
> = { output: true, outputMode: true, timeMode: true, eventTimeColumn: true, initialState: true };

/** Nothing to say where there is the watermark that a time mode needs; else why not. */
export type IfTimed<T, E, W, M extends Mode> = [T] extends ['eventTime']
  ? [M] extends ['bounded']
    ? unknown
    : IfMarked<W>
  : [E] extends [never]
    ? unknown
    : Misuse<'an event-time column needs the time mode eventTime', E>;

/** The step of `transformWithState`. */
export function transformWithState(
  { keys, input, callSite }: Aggregate,
  options: TransformWithStateOptions<unknown, 'append' | 'update', TimeMode, never, unknown>,
  makeProcessor: ProcessorFactory,
  more: { readonly states: GroupStates | undefined; readonly settings: ExprSettings },
): TransformWithState {
  checkOptions('transformWithState()', options, PROCESSOR_OPTIONS);
  const { output, outputMode, timeMode = 'none' } = options;
  const eventTimeColumn: string | undefined = options.eventTimeColumn;
  checkOneOf('outputMode', outputMode, ['append', 'update'], 'append or update');
  checkOneOf('timeMode', timeMode, ['none', 'processingTime', 'eventTime'], 'a time mode');
  if (eventTimeColumn !== undefined && timeMode !== 'eventTime') {
    const expected = "eventTime where there is an 'eventTimeColumn'";
    throw BAD_OPTION.error({ option: 'timeMode', value: timeMode, expected });
  }
  const { states, settings } = more;
  const schema = requireSchema(input, settings);
  const keyTypes = keys.map(({ expr }) => typeOf(expr, schema, settings));
  return {
    op: 'transformWithState',
    keys,
    makeProcessor,
    outputMode,
    timeMode,
    schema: output,
    input,
    ...(eventTimeColumn === undefined ? {} : { eventTimeColumn }),
    ...(callSite === undefined ? {} : { callSite }),
    ...(states === undefined ? {} : { initialState: initialStates(states, keyTypes) }),
  };
}
