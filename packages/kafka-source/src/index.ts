export { DATA_LOSS } from '@tidemark/kafka-client';
export {
  MALFORMED_RECORD,
  NO_RECORD_AT_TIMESTAMP,
  OFFSETS_WENT_BACK,
  PARTITION_GONE,
  STARTING_OFFSET_MISSING,
  TOPIC_IDS_DAMAGED,
  TOPIC_IDS_TAKEN,
  TOPIC_RECREATED,
} from './conditions.ts';
export { type KafkaSource, kafkaSource } from './kafka-source.ts';
export type {
  KafkaRow,
  KafkaRowWithHeaders,
  KafkaSourceOptions,
  StartingOffsets,
  TopicOffsets,
  TopicTimestamps,
} from './options.ts';
export type { KafkaBadRecord } from './schema.ts';
