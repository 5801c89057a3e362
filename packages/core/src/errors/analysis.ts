import { Condition } from './condition.ts';

// Expressions in callbacks

export const EXPRESSION_USED_AS_VALUE: Condition<{ expression: string }> = new Condition(
  'EXPRESSION.USED_AS_VALUE',
  {
    kind: 'analysis',
    message: ({ expression }) =>
      `${expression} is an expression, which has no value until the query runs.`,
    hint: "JavaScript's operators cannot be recorded: write .gt(), .eq(), .add() and so on, and concat() for text.",
  },
);

export const DISCARDED_EXPRESSION: Condition<{ expression: string }> = new Condition(
  'EXPRESSION.DISCARDED',
  {
    kind: 'analysis',
    message: ({ expression }) => `${expression} was built in the callback, but nothing used it.`,
    hint: "JavaScript's && and ?: cannot be recorded: write .and(), .or(), .not() and when().",
  },
);

export const NOT_A_VALUE: Condition<{ found: string }> = new Condition('EXPRESSION.NOT_A_VALUE', {
  kind: 'analysis',
  message: ({ found }) => `A column cannot hold ${found}, so it cannot be part of an expression.`,
  hint: 'Use numbers, strings, booleans, bigints, dates, bytes, null, or expressions.',
});

export const NOT_AN_EXPRESSION: Condition<{ where: string; found: string }> = new Condition(
  'EXPRESSION.NOT_AN_EXPRESSION',
  {
    kind: 'analysis',
    message: ({ where, found }) => `${where} must be an expression, and is ${found}.`,
    hint: 'Return expressions made from the row of the callback; write lit(value) for a constant.',
  },
);

export const NOT_COLUMNS: Condition<{ where: string }> = new Condition('EXPRESSION.NOT_COLUMNS', {
  kind: 'analysis',
  message: ({ where }) => `${where} must be an object of expressions: a name for each column.`,
  hint: 'Write (row) => ({ name: row.column }), with parentheses around the braces.',
});

// Steps of a frame

const at = (callSite: string | undefined): string =>
  callSite === undefined ? '' : ` at ${callSite}`;

export const COLUMNS_NOT_KNOWN: Condition<Record<never, never>> = new Condition(
  'PLAN.COLUMNS_NOT_KNOWN',
  {
    kind: 'analysis',
    message: () => 'Only opening a source of this frame can tell its columns, and nobody has yet.',
    hint: 'Call await frame.discover() first, or give the source a schema.',
  },
);

export const DUPLICATE_COLUMN: Condition<{ column: string; step: string }> = new Condition(
  'PLAN.DUPLICATE_COLUMN',
  {
    kind: 'analysis',
    message: ({ column, step }) => `${step} would give two columns the name '${column}'.`,
    hint: 'Give one of them another name, or drop it first.',
  },
);

export const FILTER_NOT_BOOLEAN: Condition<{ expression: string; type: string }> = new Condition(
  'PLAN.FILTER_NOT_BOOLEAN',
  {
    kind: 'analysis',
    message: ({ expression, type }) =>
      `A filter keeps the rows for which a condition is true, and ${expression} is of type ${type}.`,
    hint: 'Compare it with something, for example .gt(0) or .isNotNull().',
  },
);

export const NOT_AN_AGGREGATE: Condition<{ column: string; expression: string }> = new Condition(
  'PLAN.NOT_AN_AGGREGATE',
  {
    kind: 'analysis',
    message: ({ column, expression }) =>
      `Column '${column}' in agg() reads ${expression}, which has many values in a group.`,
    hint: 'Wrap it in an aggregate such as sum() or max(), or make it a key of groupBy().',
  },
);

export const SEVERAL_GENERATORS: Condition<{ generators: readonly string[] }> = new Condition(
  'PLAN.SEVERAL_GENERATORS',
  {
    kind: 'analysis',
    message: ({ generators }) =>
      `The projection has several generators (${generators.join(', ')}), and each gives rows of its own.`,
    hint: 'Keep one here, and add the other in a projection of its own; arraysZip() makes one array of several.',
  },
);

export const SEVERAL_WINDOWS: Condition<{ step: string }> = new Condition('PLAN.SEVERAL_WINDOWS', {
  kind: 'analysis',
  message: ({ step }) => `${step} uses different windows, and a row can be put into one at a time.`,
  hint: 'Keep one window() here, and add the other in a step of its own.',
});

export const UNION_COLUMNS: Condition<{ left: string; right: string }> = new Condition(
  'PLAN.UNION_COLUMNS',
  {
    kind: 'analysis',
    message: ({ left, right }) =>
      `Rows of both sides are put together by position, and (${left}) does not fit (${right}).`,
    hint: 'Use select() on one side to give both the same columns in the same order, or unionByName().',
  },
);

export const BAD_LIMIT: Condition<{ count: number }> = new Condition('PLAN.BAD_LIMIT', {
  kind: 'analysis',
  message: ({ count }) => `A limit of ${count} rows means nothing.`,
  hint: 'Use an integer of 0 or more.',
});

export const BAD_SAMPLE: Condition<{ fraction: number }> = new Condition('PLAN.BAD_SAMPLE', {
  kind: 'analysis',
  message: ({ fraction }) => `${fraction} of the rows cannot be taken as a sample.`,
  hint: 'Use a fraction from 0 to 1.',
});

export const NO_BAD_RECORDS: Condition<{ source: string | undefined }> = new Condition(
  'PLAN.NO_BAD_RECORDS',
  {
    kind: 'analysis',
    message: ({ source }) =>
      'Only a source with a format tells bad records apart, and ' +
      (source === undefined ? 'this step is no source.' : `${source} has none.`),
    hint: 'Call badRecords() right after the read of a source with a format, such as json(schema).',
  },
);

export const NO_LATE_ROWS: Condition<{ callSite?: string | undefined }> = new Condition(
  'PLAN.NO_LATE_ROWS',
  {
    kind: 'analysis',
    message: ({ callSite }) =>
      `Only an aggregation whose keys a watermark bounds drops late rows, and the step${at(callSite)} is none.`,
    hint: 'Call lateRows() right after agg(), with withWatermark() before the groupBy().',
  },
);

export const BAD_OPERATOR_NAME: Condition<{ name: string }> = new Condition(
  'PLAN.BAD_OPERATOR_NAME',
  {
    kind: 'analysis',
    message: ({ name }) => `'${name}' cannot name a step: it names files of the checkpoint.`,
    hint: 'Use letters, digits, - and _, with a letter first.',
  },
);

export const NO_STATE_TO_NAME: Condition<{ name: string; callSite?: string | undefined }> =
  new Condition('PLAN.NO_STATE_TO_NAME', {
    kind: 'analysis',
    message: ({ name, callSite }) =>
      `named('${name}') names what a step remembers, and the step${at(callSite)} remembers nothing.`,
    hint: 'Call named() right after agg(), dropDuplicates(), join(), limit() or a function of groups.',
  });

export const OPERATOR_NAME_TAKEN: Condition<{ name: string }> = new Condition(
  'PLAN.OPERATOR_NAME_TAKEN',
  {
    kind: 'analysis',
    message: ({ name }) => `Two steps of the query have the name '${name}'.`,
    hint: 'Give one of them another name.',
  },
);

// Streams, bounded data and output modes

export const NOT_STREAMING: Condition<{ verb: string; callSite?: string | undefined }> =
  new Condition('PLAN.NOT_STREAMING', {
    kind: 'analysis',
    message: ({ verb, callSite }) =>
      `${verb} needs a stream, and everything this frame${at(callSite)} reads has an end.`,
    hint: 'Use write(sink), collect() or show(); or read the source with session.readStream().',
  });

export const STREAMING_IN_BATCH: Condition<{ verb: string; source: string }> = new Condition(
  'PLAN.STREAMING_IN_BATCH',
  {
    kind: 'analysis',
    message: ({ verb, source }) =>
      `${verb} needs data that has an end, and a query with streaming source ${source} has none; it must be started.`,
    hint: 'Use writeTo(sink) and session.start(), or writeStream; or read the source with session.read().',
  },
);

export const MIXED_UNION: Condition<{ callSite?: string | undefined }> = new Condition(
  'PLAN.MIXED_UNION',
  {
    kind: 'analysis',
    message: ({ callSite }) =>
      `The union${at(callSite)} is of a stream and of data that has an end, which cannot be one table.`,
    hint: 'Read both with session.readStream(), or both with session.read().',
  },
);

export const WATERMARK_NOT_A_TIMESTAMP: Condition<{ column: string; type: string }> = new Condition(
  'WATERMARK.NOT_A_TIMESTAMP',
  {
    kind: 'analysis',
    message: ({ column, type }) =>
      `A watermark follows event time, and column '${column}' is of type ${type}.`,
    hint: 'Name a timestamp column, or make one first with cast(timestamp()).',
  },
);

export const NEGATIVE_DELAY: Condition<{ delayMs: number }> = new Condition(
  'WATERMARK.NEGATIVE_DELAY',
  {
    kind: 'analysis',
    message: ({ delayMs }) => `The delay of a watermark is ${delayMs} ms, and must not be below 0.`,
    hint: 'Say how late a row may come, for example 10 minutes.',
  },
);

export const WATERMARK_REDEFINED: Condition<{
  column: string;
  callSite?: string | undefined;
  firstColumn: string;
  firstCallSite?: string | undefined;
}> = new Condition('WATERMARK.REDEFINED', {
  kind: 'analysis',
  message: ({ column, callSite, firstColumn, firstCallSite }) =>
    `withWatermark('${column}')${at(callSite)} follows withWatermark('${firstColumn}')${at(firstCallSite)}, ` +
    'and a stream has one watermark from there on.',
  hint: 'Keep one of the two.',
});

export const NEEDS_WATERMARK: Condition<{
  operator: string;
  callSite?: string | undefined;
  reason: string;
}> = new Condition('OUTPUT_MODE.NEEDS_WATERMARK', {
  kind: 'analysis',
  message: ({ operator, callSite, reason }) =>
    `${operator}${at(callSite)} cannot run in append mode: streaming aggregations without watermark ` +
    `among their keys never have a group that is final. ${reason}`,
  hint: "Call withWatermark() and group by that column or a window over it, or use outputMode 'update'.",
});

export const WATERMARK_MISSING: Condition<{
  operation: string;
  callSite?: string | undefined;
  reason: string;
}> = new Condition('WATERMARK.MISSING', {
  kind: 'analysis',
  message: ({ operation, callSite, reason }) =>
    `${operation}${at(callSite)} is not supported on a stream without watermark. ${reason}`,
  hint: 'Call withWatermark() before it, and keep its column up to there.',
});

export const NEEDS_AGGREGATION: Condition<{ output: string }> = new Condition(
  'OUTPUT_MODE.NEEDS_AGGREGATION',
  {
    kind: 'analysis',
    message: ({ output }) =>
      `The output to ${output} cannot run in complete mode: without a streaming aggregation the ` +
      'complete result is everything that ever arrived.',
    hint: "Use outputMode 'append', or aggregate first.",
  },
);

export const SINK_REFUSES: Condition<{ sink: string; mode: string; modes: readonly string[] }> =
  new Condition('OUTPUT_MODE.SINK_REFUSES', {
    kind: 'analysis',
    message: ({ sink, mode, modes }) =>
      `The sink ${sink} cannot take output mode ${mode}; it takes ${modes.join(', ')}.`,
    hint: ({ modes }) => `Use outputMode '${modes[0] ?? 'append'}', or another sink.`,
  });

export const UNSUPPORTED_ON_STREAM: Condition<{
  operation: string;
  callSite?: string | undefined;
  reason: string;
  instead: string;
}> = new Condition('PLAN.UNSUPPORTED_ON_STREAM', {
  kind: 'analysis',
  message: ({ operation, callSite, reason }) =>
    `${operation}${at(callSite)} cannot run on a stream: ${reason}.`,
  hint: ({ instead }) => instead,
});

export const ROW_DIFFERS: Condition<{ differences: readonly string[] }> = new Condition(
  'PLAN.ROW_DIFFERS',
  {
    kind: 'analysis',
    message: ({ differences }) => `The rows are not as claimed: ${differences.join('; ')}.`,
    hint: 'Correct the schema given to as(), or select and cast the columns to it first.',
  },
);
