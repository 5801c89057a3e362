import { Condition } from '@tidemark/core/connector';

/** The rows have no column that can be the value of a record. */
export const VALUE_COLUMN: Condition<{ readonly found: string }> = new Condition(
  'KAFKA_SINK.VALUE_COLUMN',
  {
    kind: 'analysis',
    message: ({ found }) =>
      `In format 'columns' the Kafka sink needs a column 'value' of type string or binary, and ${found}.`,
    hint: "Select one, for example select((o) => ({ value: toJson(o) })), or write whole rows with format: 'json'.",
  },
);

/** Nothing says which topic rows go to. */
export const TOPIC_MISSING: Condition<Record<never, never>> = new Condition(
  'KAFKA_SINK.TOPIC_MISSING',
  {
    kind: 'analysis',
    message: () => `The Kafka sink has no topic: neither the option nor a column 'topic'.`,
    hint: "Give kafkaSink({ topic: '…' }), or a string column 'topic' together with the option markerTopic.",
  },
);

/** Rows name their topics, so nothing says where the batch marker is kept. */
export const MARKER_TOPIC_MISSING: Condition<Record<never, never>> = new Condition(
  'KAFKA_SINK.MARKER_TOPIC_MISSING',
  {
    kind: 'analysis',
    message: () =>
      `The column 'topic' says where rows go, so the Kafka sink does not know which topic to keep its batch marker under.`,
    hint: "Give the option markerTopic, the name of a topic that stays; or delivery: 'at-least-once', which needs no marker.",
  },
);

/** An option names a column that the rows do not have. */
export const COLUMN_MISSING: Condition<{
  readonly option: string;
  readonly column: string;
  readonly columns: string;
}> = new Condition('KAFKA_SINK.COLUMN_MISSING', {
  kind: 'analysis',
  message: ({ option, column, columns }) =>
    `The option ${option} of the Kafka sink names the column '${column}', and the rows have ${columns}.`,
  hint: ({ option }) => `Name one of these, or give ${option} as a function of the row.`,
});

/** A column has a type that the sink cannot use for its part of a record. */
export const COLUMN_TYPE: Condition<{
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}> = new Condition('KAFKA_SINK.COLUMN_TYPE', {
  kind: 'analysis',
  message: ({ column, expected, found }) =>
    `The Kafka sink reads the column '${column}' as ${expected}, but it is ${found}.`,
  hint: ({ column, expected }) => `Cast '${column}' to ${expected}, or rename it.`,
});

/** Whether a batch is in the topic cannot be known any more. */
export const MARKER_EXPIRED: Condition<{
  readonly transactionalId: string;
  readonly batchId: number;
  readonly ageHours: number;
  readonly retentionHours: number;
}> = new Condition('KAFKA_SINK.MARKER_EXPIRED', {
  kind: 'checkpoint',
  message: ({ transactionalId, batchId, ageHours, retentionHours }) =>
    `Batch ${batchId} was begun ${ageHours} hours ago, and brokers forget the marker of the Kafka sink "${transactionalId}" after ${retentionHours}: whether the topic has the rows cannot be known.`,
  hint: "Look into the topic. To write them, again if they are there, start once with delivery: 'at-least-once'; or start with a new checkpointLocation.",
});

/** A row names no topic. */
export const TOPIC_NULL: Condition<Record<never, never>> = new Condition('KAFKA_SINK.TOPIC_NULL', {
  kind: 'execution',
  message: () => `A row has null in the column 'topic', and the option topic is not given.`,
  hint: 'Fill the column, or give the option as the topic of all rows.',
});

/** A row names a partition that the topic does not have. */
export const PARTITION_UNKNOWN: Condition<{
  readonly topic: string;
  readonly partition: number;
  readonly partitionCount: number;
}> = new Condition('KAFKA_SINK.PARTITION_UNKNOWN', {
  kind: 'execution',
  message: ({ topic, partition, partitionCount }) =>
    `A row is meant for partition ${partition} of '${topic}', which has ${partitionCount}.`,
  hint: "Correct the column 'partition'; null lets the key decide.",
});

/** The function given as `key` returned something that is no key. */
export const KEY_TYPE: Condition<{ readonly found: string }> = new Condition(
  'KAFKA_SINK.KEY_TYPE',
  {
    kind: 'execution',
    message: ({ found }) =>
      `The function key of the Kafka sink returned a value of type ${found}; a key is text, bytes or null.`,
    hint: 'Return String(…) of it.',
  },
);

/** The topic has batches that the checkpoint knows nothing of. */
export const AHEAD_OF_CHECKPOINT: Condition<{
  readonly transactionalId: string;
  readonly committedBatchId: number;
  readonly batchId: number;
}> = new Condition('KAFKA_SINK.AHEAD_OF_CHECKPOINT', {
  kind: 'checkpoint',
  message: ({ transactionalId, committedBatchId, batchId }) =>
    `The Kafka sink "${transactionalId}" has committed batch ${committedBatchId}, and the checkpoint begins batch ${batchId} anew: it is older than the output.`,
  hint: "Put the newest checkpoint back. To write the batches since again, give the output another name, or use delivery: 'at-least-once' or a new checkpointLocation.",
});
