import { Condition } from './condition.ts';

export const BAD_CALENDAR_WINDOW: Condition<{ size: string; reason: string }> = new Condition(
  'EXPRESSION.BAD_CALENDAR_WINDOW',
  {
    kind: 'analysis',
    message: ({ size, reason }) => `A calendar window of '${size}' does not exist: ${reason}.`,
    hint: "Write calendarWindow(time, '1 month', { start: '3 days' }); for hours and less there is window().",
  },
);

export const WINDOW_OF_MONTHS: Condition<{ text: string }> = new Condition(
  'EXPRESSION.WINDOW_OF_MONTHS',
  {
    kind: 'analysis',
    message: ({ text }) =>
      `window() cannot take '${text}': its windows have one length, and months and years have not (as in Spark).`,
    hint: "Use calendarWindow(time, '1 month', { timeZone: 'Europe/Amsterdam' }).",
  },
);
