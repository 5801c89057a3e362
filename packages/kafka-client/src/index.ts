export { COMPRESSION_NAMES, type Compression } from './compression/codec.ts';
export * from './conditions.ts';
export type { KafkaLogger } from './connection/client-log.ts';
export type { Clock } from './connection/clock.ts';
export {
  CONNECTION_OPTIONS,
  type KafkaConnectionOptions,
  refuseSettings,
  type SocketFactory,
} from './connection/connection-options.ts';
export type { SaslOptions, TlsOptions } from './connection/credentials.ts';
export type {
  CommittedOffset,
  KafkaConnection,
  OffsetSpec,
  ProducerIdentity,
  ProducerRequests,
  TopicDescription,
  TransactionState,
} from './connection/kafka-connection.ts';
export { openKafkaConnection } from './connection/open-kafka-connection.ts';
export type { RetryContext, RetryPolicy } from './connection/retry.ts';
export type { RefusedRecord, SendOptions } from './produce/batch-sender.ts';
export { murmur2, partitionForKey } from './produce/murmur2.ts';
export { openProducer, type Producer } from './produce/producer.ts';
export type { ProducerOptions } from './produce/producer-options.ts';
export {
  openTransactionalProducer,
  readMarker,
  type TransactionalProducer,
  type TransactionalProducerOptions,
} from './produce/transactional-producer.ts';
export type {
  AbortedTransaction,
  FetchedPartition,
  FetchLimits,
  FetchPosition,
} from './protocol/fetch.ts';
export type { Isolation } from './protocol/isolation.ts';
export type { TopicCommit } from './protocol/offset-commit.ts';
export type { ProducedBatch } from './protocol/produce.ts';
export { type PartitionRange, type ReadRangeOptions, readRange } from './read/read-range.ts';
export { type DecodeOptions, decodeRecordBatches } from './record-batch/decode-record-batches.ts';
export { type DecodedBatch, keyAt, valueAt } from './record-batch/decoded-batch.ts';
export type { OutgoingRecord } from './record-batch/encode-record-batch.ts';
export { headersAt, type RecordHeader } from './record-batch/record-headers.ts';
