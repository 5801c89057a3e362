import { Condition } from './condition.ts';

const at = (callSite: string | undefined): string =>
  callSite === undefined ? '' : ` at ${callSite}`;

export const JOIN_COLUMNS: Condition<{ column: string }> = new Condition('JOIN.SAME_COLUMN', {
  kind: 'analysis',
  message: ({ column }) =>
    `Both sides of the join have a column '${column}', and its rows would have two of that name.`,
  hint: ({ column }) =>
    `Rename one with withColumnRenamed(), drop it, or join by the name: join(right, '${column}').`,
});

export const JOIN_TYPE: Condition<{ joinType: string; joinTypes: readonly string[] }> =
  new Condition('JOIN.BAD_TYPE', {
    kind: 'analysis',
    message: ({ joinType }) => `There is no join of type '${joinType}'.`,
    hint: ({ joinTypes }) => `Use one of ${joinTypes.join(', ')}.`,
  });

export const JOIN_MODE: Condition<{ mode: string; callSite?: string | undefined }> = new Condition(
  'JOIN.NEEDS_APPEND',
  {
    kind: 'analysis',
    message: ({ mode, callSite }) =>
      `The join${at(callSite)} of two streams is not supported in ${mode} output mode: a row of it comes once, when it is final.`,
    hint: "Use outputMode 'append'.",
  },
);

export const JOIN_SIDE: Condition<{
  joinType: string;
  callSite?: string | undefined;
  sides: string;
  reason: string;
}> = new Condition('JOIN.WRONG_SIDE', {
  kind: 'analysis',
  message: ({ joinType, callSite, sides, reason }) =>
    `A ${joinType} join${at(callSite)} ${sides} is not supported: ${reason}.`,
  hint: 'Put the stream on the side whose rows all come out, or use an inner join.',
});

export const JOIN_WATERMARK: Condition<{
  joinType: string;
  callSite?: string | undefined;
  reason: string;
}> = new Condition('JOIN.NEEDS_WATERMARK', {
  kind: 'analysis',
  message: ({ joinType, callSite, reason }) =>
    `A ${joinType} join${at(callSite)} of two streams is not supported without a watermark in the join keys, ` +
    `or one on the side that may miss and a condition on the times of both: nothing says when a row has no match any more. ${reason}`,
  hint: "Call withWatermark() on both sides, and compare their times: r.time.between(l.time, l.time.plus('1 hour')).",
});

export const JOIN_EQUALITY: Condition<{ callSite?: string | undefined }> = new Condition(
  'JOIN.NEEDS_EQUALITY',
  {
    kind: 'analysis',
    message: ({ callSite }) =>
      `The join${at(callSite)} of two streams without equality predicate is not supported: every row would meet every other.`,
    hint: 'Compare a column of the left with one of the right by eq(), or join by column names.',
  },
);

export const SEVERAL_EVENT_TIMES: Condition<{
  operation: string;
  callSite?: string | undefined;
  columns: readonly string[];
}> = new Condition('WATERMARK.SEVERAL_COLUMNS', {
  kind: 'analysis',
  message: ({ operation, callSite, columns }) =>
    `${operation}${at(callSite)} gets more than one event time column: ${columns.join(', ')}. ` +
    'Which of them says what is late is not clear.',
  hint: 'Drop all but one of them before it.',
});
