import { describe } from 'vitest';
import { ANSI, CONTEXT } from './expressions.ts';
import { testRecorded } from './recorded-cases.ts';

const names = {
  ...{ dayofmonth: 'dayOfMonth', dayofyear: 'dayOfYear', dayofweek: 'dayOfWeek' },
  ...{ weekofyear: 'weekOfYear', datediff: 'dateDiff', dateadd: 'dateAdd' },
  ...{ timestampadd: 'timestampAdd', timestampdiff: 'timestampDiff' },
};

describe('times, as Spark answers in UTC', () => {
  testRecorded('times', { names });
});

describe('texts and random patterns, as Spark answers', () => {
  testRecorded('time-patterns');
});

describe('times, as Spark answers in New York', () => {
  testRecorded('times-in-new-york', {
    names,
    context: { ...CONTEXT, timeZone: 'America/New_York' },
  });
});

describe('times, as Spark answers in Amsterdam', () => {
  testRecorded('times-in-amsterdam', {
    names,
    context: { ...CONTEXT, timeZone: 'Europe/Amsterdam' },
  });
});

describe('times, as Spark answers in ANSI mode', () => {
  testRecorded('times-in-ansi-mode', { names, context: ANSI });
});
