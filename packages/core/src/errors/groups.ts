import { Condition } from './condition.ts';

// Groups with state

export const NO_GROUP_STATE: Condition<Record<never, never>> = new Condition(
  'GROUP_STATE.MISSING',
  {
    kind: 'execution',
    message: () => 'The group has no state yet, or it was removed.',
    hint: 'Ask state.exists first, or use state.getOption(), which gives undefined.',
  },
);

export const NULL_GROUP_STATE: Condition<{ value: string }> = new Condition('GROUP_STATE.NULL', {
  kind: 'execution',
  message: ({ value }) => `The state of a group cannot be ${value}.`,
  hint: 'Use state.remove() to forget it.',
});

export const TIMEOUT_NOT_ALLOWED: Condition<{ method: string; timeout: string; needed: string }> =
  new Condition('GROUP_STATE.TIMEOUT_NOT_ALLOWED', {
    kind: 'execution',
    message: ({ method, timeout, needed }) =>
      `${method}() needs the timeout '${needed}', and these groups have '${timeout}'.`,
    hint: ({ needed }) => `Declare timeout: '${needed}' where the function is given.`,
  });

export const BAD_TIMEOUT: Condition<{ method: string; timeMs: number; reason: string }> =
  new Condition('GROUP_STATE.BAD_TIMEOUT', {
    kind: 'execution',
    message: ({ method, timeMs, reason }) => `${method}() was given ${timeMs} ms, which ${reason}.`,
    hint: 'Use a time after the watermark, or a duration above 0.',
  });

export const NO_WATERMARK_TO_ASK: Condition<Record<never, never>> = new Condition(
  'GROUP_STATE.NO_WATERMARK',
  {
    kind: 'execution',
    message: () => 'getCurrentWatermarkMs() was called, and no watermark reaches these groups.',
    hint: 'Call withWatermark() before groupBy().',
  },
);

export const SEVERAL_INITIAL_STATES: Condition<{ key: string }> = new Condition(
  'GROUP_STATE.SEVERAL_INITIAL',
  {
    kind: 'execution',
    message: ({ key }) => `The initial state has more than one row for the key ${key}.`,
    hint: 'Aggregate it to one row for each key first.',
  },
);

export const BAD_GROUP_ROW: Condition<{ fn: string; column: string; reason: string }> =
  new Condition('GROUP_STATE.BAD_ROW', {
    kind: 'execution',
    message: ({ fn, column, reason }) =>
      `A row that the function of ${fn}() returned does not fit its output: column '${column}' ${reason}.`,
    hint: 'Return rows of the columns declared in output, or declare the column nullable().',
  });
