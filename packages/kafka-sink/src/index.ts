export {
  AHEAD_OF_CHECKPOINT,
  COLUMN_MISSING,
  COLUMN_TYPE,
  KEY_TYPE,
  MARKER_EXPIRED,
  MARKER_TOPIC_MISSING,
  PARTITION_UNKNOWN,
  TOPIC_MISSING,
  TOPIC_NULL,
  VALUE_COLUMN,
} from './conditions.ts';
export { kafkaSink } from './kafka-sink.ts';
export type { KafkaSinkOptions, PayloadOf } from './options.ts';
