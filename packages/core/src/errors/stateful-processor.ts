import { Condition } from './condition.ts';

// State variables of a processor

export const BAD_VARIABLE_NAME: Condition<{ name: string; reason: string }> = new Condition(
  'STATE_VARIABLE.BAD_NAME',
  {
    kind: 'analysis',
    message: ({ name, reason }) => `A state variable cannot have the name '${name}': ${reason}.`,
    hint: "Use up to 100 letters, digits, '_' and '-'.",
  },
);

export const VARIABLE_TAKEN: Condition<{ name: string; other: string }> = new Condition(
  'STATE_VARIABLE.TAKEN',
  {
    kind: 'analysis',
    message: ({ name, other }) =>
      `The state variable '${name}' has the name of another one, '${other}': their files would be the same, as case does not count.`,
    hint: 'Give one of them another name.',
  },
);

export const DECLARED_TOO_LATE: Condition<{ method: string }> = new Condition(
  'STATE_VARIABLE.TOO_LATE',
  {
    kind: 'execution',
    message: ({ method }) =>
      `handle.${method}() was called after the processor was made, when its state is already read.`,
    hint: 'Call it in the function that makes the processor, and keep what it returns.',
  },
);

export const BAD_TTL: Condition<{ name: string; reason: string }> = new Condition(
  'STATE_VARIABLE.BAD_TTL',
  {
    kind: 'analysis',
    message: ({ name, reason }) => `The time to live of the state variable '${name}' ${reason}.`,
    hint: "Use a duration above 0, and timeMode: 'processingTime'.",
  },
);

export const NO_KEY: Condition<Record<never, never>> = new Condition('STATE_VARIABLE.NO_KEY', {
  kind: 'execution',
  message: () =>
    'State was used outside of a call of the processor, where there is no key whose state it could be.',
  hint: 'Use state variables and timers in the handle… methods only, and not after them.',
});

export const NO_VALUE: Condition<{ name: string }> = new Condition('STATE_VARIABLE.MISSING', {
  kind: 'execution',
  message: ({ name }) => `The state variable '${name}' has no value for this key.`,
  hint: 'Ask exists first, or use getOption(), which gives undefined.',
});

export const NULL_VALUE: Condition<{ name: string; what: string; value: string }> = new Condition(
  'STATE_VARIABLE.NULL',
  {
    kind: 'execution',
    message: ({ name, what, value }) =>
      `A ${what} of the state variable '${name}' cannot be ${value}.`,
    hint: 'Use clear() or delete() to forget what is there.',
  },
);

export const VARIABLE_NOT_DECLARED: Condition<{ name: string; operatorId: string }> = new Condition(
  'STATE_VARIABLE.NOT_DECLARED',
  {
    kind: 'checkpoint',
    message: ({ name, operatorId }) =>
      `The checkpoint has the state variable '${name}' of operator ${operatorId}, which the processor does not declare any more.`,
    hint: ({ name }) =>
      `Declare it, or call handle.deleteIfExists('${name}') to forget what is stored.`,
  },
);

// Timers, and what a processor lacks

export const TIMER_NOT_ALLOWED: Condition<{ method: string }> = new Condition('TIMER.NOT_ALLOWED', {
  kind: 'execution',
  message: ({ method }) =>
    `timers.${method}() was called, and with timeMode 'none' there are none.`,
  hint: "Declare timeMode: 'processingTime' or 'eventTime' where the processor is given.",
});

export const TIME_MODE_CHANGED: Condition<{ operatorId: string; before: string; now: string }> =
  new Condition('TIMER.TIME_MODE_CHANGED', {
    kind: 'checkpoint',
    message: ({ operatorId, before, now }) =>
      `The checkpoint has timers of operator ${operatorId} for the time mode '${before}', and the time mode is '${now}' now.`,
    hint: ({ before }) => `Declare timeMode: '${before}' again, or use a new checkpointLocation.`,
  });

export const BAD_TIMER: Condition<{ time: string }> = new Condition('TIMER.BAD_TIME', {
  kind: 'execution',
  message: ({ time }) => `A timer cannot be set to ${time}.`,
  hint: 'Use whole milliseconds since 1970, or a date.',
});

export const NO_WATERMARK_FOR_TIMERS: Condition<Record<never, never>> = new Condition(
  'TIMER.NO_WATERMARK',
  {
    kind: 'execution',
    message: () => 'timers.currentWatermarkMs() was called, and no watermark reaches these groups.',
    hint: 'Call withWatermark() before groupBy().',
  },
);

export const MISSING_HANDLER: Condition<{ handler: string; because: string }> = new Condition(
  'PROCESSOR.MISSING_HANDLER',
  {
    kind: 'execution',
    message: ({ handler, because }) => `The processor has no ${handler}(), and ${because}.`,
    hint: ({ handler }) => `Give the processor a method ${handler}().`,
  },
);

export const ROW_BEHIND_WATERMARK: Condition<{
  fn: string;
  column: string;
  time: string;
  watermark: string;
}> = new Condition('WATERMARK.ROW_BEHIND', {
  kind: 'execution',
  message: ({ fn, column, time, watermark }) =>
    `A row that ${fn}() returned has ${time} in its event-time column '${column}', and the watermark is already at ${watermark}: steps after it would drop the row as late.`,
  hint: 'Return times after timers.currentWatermarkMs(), or declare no eventTimeColumn.',
});
