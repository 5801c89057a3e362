import { Condition } from './condition.ts';

const didYouMean = (suggestion: string | undefined, otherwise: string): string =>
  suggestion === undefined ? otherwise : `Did you mean '${suggestion}'?`;

export const UNRESOLVED_COLUMN: Condition<{
  column: string;
  columns: readonly string[];
  suggestion?: string | undefined;
}> = new Condition('EXPRESSION.UNRESOLVED_COLUMN', {
  kind: 'analysis',
  message: ({ column, columns }) =>
    `There is no column '${column}' here; the columns are: ${columns.join(', ')}.`,
  hint: ({ suggestion }) => didYouMean(suggestion, 'Use one of the columns of the input.'),
});

export const UNRESOLVED_FIELD: Condition<{
  field: string;
  type: string;
  suggestion?: string | undefined;
}> = new Condition('EXPRESSION.UNRESOLVED_FIELD', {
  kind: 'analysis',
  message: ({ field, type }) => `A value of type ${type} has no field '${field}'.`,
  hint: ({ suggestion }) => didYouMean(suggestion, 'Use one of the fields of the struct.'),
});

export const UNKNOWN_FUNCTION: Condition<{ name: string; suggestion?: string | undefined }> =
  new Condition('EXPRESSION.UNKNOWN_FUNCTION', {
    kind: 'analysis',
    message: ({ name }) => `There is no function '${name}'.`,
    hint: ({ suggestion }) => didYouMean(suggestion, 'Write a user function with udf().'),
  });

export const TYPE_MISMATCH: Condition<{ fn: string; types: readonly string[]; expected: string }> =
  new Condition('EXPRESSION.TYPE_MISMATCH', {
    kind: 'analysis',
    message: ({ fn, types, expected }) =>
      `'${fn}' cannot work on (${types.join(', ')}); it takes ${expected}.`,
    hint: 'Cast the arguments to a type it takes.',
  });

export const WRONG_ARGUMENTS: Condition<{ fn: string; expected: string; found: string }> =
  new Condition('EXPRESSION.WRONG_ARGUMENTS', {
    kind: 'analysis',
    message: ({ fn, expected, found }) => `'${fn}' takes ${expected}, but was given ${found}.`,
    hint: 'Correct the arguments of the call.',
  });

export const MISPLACED_AGGREGATE: Condition<{ fn: string }> = new Condition(
  'EXPRESSION.MISPLACED_AGGREGATE',
  {
    kind: 'analysis',
    message: ({ fn }) => `The aggregate '${fn}' needs the rows of a group, and here is one row.`,
    hint: 'Use it inside agg(), not inside another expression or a filter.',
  },
);

export const MISPLACED_GENERATOR: Condition<{ fn: string }> = new Condition(
  'EXPRESSION.MISPLACED_GENERATOR',
  {
    kind: 'analysis',
    message: ({ fn }) => `'${fn}' gives several rows for one, which only a projection can do.`,
    hint: 'Use it in select() or withColumns(), not inside another generator, a filter, groupBy() or agg().',
  },
);

export const MISPLACED_LAMBDA: Condition<{ lambda: string }> = new Condition(
  'EXPRESSION.MISPLACED_LAMBDA',
  {
    kind: 'analysis',
    message: ({ lambda }) => `The lambda '${lambda}' stands where a value is expected.`,
    hint: 'Give lambdas only to the functions that take one, such as transform() or filter().',
  },
);

export const VARIABLE_OUTSIDE_LAMBDA: Condition<{ variable: string }> = new Condition(
  'EXPRESSION.VARIABLE_OUTSIDE_LAMBDA',
  {
    kind: 'analysis',
    message: ({ variable }) =>
      `The element '${variable}' of a lambda is used outside of that lambda, where it has no value.`,
    hint: 'Use the argument of a callback only inside of that callback.',
  },
);

export const MISPLACED_SLIDING_WINDOW: Condition<object> = new Condition(
  'EXPRESSION.MISPLACED_SLIDING_WINDOW',
  {
    kind: 'analysis',
    message: () => 'A sliding window gives several rows for one, which only a grouping key can do.',
    hint: 'Use the sliding window as a key of groupBy(), alone.',
  },
);

export const BAD_WINDOW: Condition<{
  sizeMicros: number;
  slideMicros: number;
  startMicros: number;
}> = new Condition('EXPRESSION.BAD_WINDOW', {
  kind: 'analysis',
  message: ({ sizeMicros, slideMicros, startMicros }) =>
    `A window of ${sizeMicros} µs with slide ${slideMicros} µs and start ${startMicros} µs does not exist: ` +
    'the size and the slide must be above 0, the slide at most the size, and the start, either way, below the slide.',
  hint: 'Change the size, the slide or the start of the window.',
});

export const ARITHMETIC_OVERFLOW: Condition<{ fn: string; type: string }> = new Condition(
  'EXPRESSION.ARITHMETIC_OVERFLOW',
  {
    kind: 'execution',
    message: ({ fn, type }) => `The result of '${fn}' does not fit the type ${type}.`,
    hint: 'Cast the arguments to a wider type, or switch ansi off to have Spark wrap the value around.',
  },
);

export const DIVIDE_BY_ZERO: Condition<{ fn: string }> = new Condition(
  'EXPRESSION.DIVIDE_BY_ZERO',
  {
    kind: 'execution',
    message: ({ fn }) => `'${fn}' divides by zero.`,
    hint: 'Make the divisor null where it is zero with nullIf(divisor, 0), or switch ansi off.',
  },
);

export const INVALID_CAST: Condition<{ from: string; to: string }> = new Condition(
  'EXPRESSION.INVALID_CAST',
  {
    kind: 'execution',
    message: ({ from, to }) => `A value of type ${from} has no equal of type ${to}.`,
    hint: 'Use tryCast() to have null for such values, or switch ansi off.',
  },
);

export const USER_FUNCTION_FAILED: Condition<{ name: string; reason: string }> = new Condition(
  'EXPRESSION.USER_FUNCTION_FAILED',
  {
    kind: 'execution',
    message: ({ name, reason }) => `The user function '${name}' threw: ${reason}`,
    hint: 'Correct the function; the error it threw is the cause of this one.',
  },
);

export const NO_MERGE: Condition<{ name: string }> = new Condition('EXPRESSION.NO_MERGE', {
  kind: 'execution',
  message: ({ name }) =>
    `Two groups became one, and the user aggregate '${name}' cannot make one state of two.`,
  hint: 'Give udaf() a merge function.',
});

export const BAD_TIME_ZONE: Condition<{ timeZone: string }> = new Condition(
  'EXPRESSION.BAD_TIME_ZONE',
  {
    kind: 'analysis',
    message: ({ timeZone }) => `'${timeZone}' is not a time zone.`,
    hint: "Use an IANA name such as 'Europe/Amsterdam', or an offset such as '+01:00'.",
  },
);
