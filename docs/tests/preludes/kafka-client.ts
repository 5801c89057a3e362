// What the manual of the Kafka client takes for granted: one batch to write.
export * from '@tidemark/kafka-client';

export const batchId = 7;
export const key = Buffer.from('nl');
export const value = Buffer.from('{"total":5}');
