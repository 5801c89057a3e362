// The door for authors of sources, sinks and formats.
export {
  type ChangeVerdict,
  describeDifference,
  type PlanDifference,
} from './analysis/plan-change/plan-difference.ts';
export { planDifferences } from './analysis/plan-change/plan-differences.ts';
export { gather } from './columnar/gather.ts';
export { readValue } from './columnar/read-value.ts';
export {
  compact,
  type RecordBatch,
  recordBatch,
  rowCount,
  TARGET_BATCH_ROWS,
} from './columnar/record-batch.ts';
export { fromJs, type Row, rowsOf, toJs, vectorFromJs } from './columnar/row.ts';
export type {
  BigintVector,
  BooleanVector,
  BoxedVector,
  BytesVector,
  Dictionary,
  DictionaryVector,
  DoubleVector,
  IntVector,
  ListVector,
  StructVector,
  Vector,
} from './columnar/vector.ts';
export { bytesVector, vectorOf } from './columnar/vector-of.ts';
export { checkOptions, type OptionNames } from './errors/check-options.ts';
export { CHECKPOINT_CORRUPT } from './errors/checkpoint.ts';
export { Condition, type ErrorKind, StreamingError } from './errors/condition.ts';
export {
  BAD_PARTITION_TYPE,
  COMMITTABLE_UNREADABLE,
  DIRECTORY_OF_ANOTHER_QUERY,
  NO_DATA_COLUMNS,
  NOT_ONE_TEXT_COLUMN,
  PARTITION_VALUE_TOO_LONG,
  REPEATED_PARTITION_COLUMN,
  STAGED_FILE_LOST,
  TOO_MANY_PARTITIONS,
  UNKNOWN_PARTITION_COLUMN,
} from './errors/file-sink.ts';
export {
  BAD_OFFSET,
  BAD_PARTITION_VALUE,
  FILE_DAMAGED,
  FILE_UNREADABLE,
  MALFORMED_RECORD,
  NO_FILES,
  PATH_NOT_FOUND,
  SEEN_FILES_TAKEN,
  UNEXPECTED_NULL,
  UNKNOWN_COLUMN,
} from './errors/file-source.ts';
export { LOG_UNREADABLE, PATH_OUTSIDE_DIRECTORY } from './errors/files.ts';
export { RECORD_MALFORMED } from './errors/format.ts';
export type {
  BadRecord,
  ByteRecords,
  DecodedRecords,
  DecodeRequest,
  Decoder,
  FileLayout,
  Format,
  ParseMode,
} from './formats/format.ts';
export {
  encodeJsonLines,
  encodeJsonRecords,
  toJsonLines,
} from './formats/json-lines.ts';
export type { StoredOutput, StoredPlan } from './plan/stored-plan.ts';
export type { PlanJson } from './plan/to-json.ts';
export type { Clock } from './ports/clock.ts';
export { crc32 } from './ports/crc32.ts';
export type { DirectoryEntry, DurableFile, DurableFs, FileStat } from './ports/durable-fs.ts';
export { nodePorts } from './ports/node-ports.ts';
export type { Ports } from './ports/ports.ts';
export type { Rand } from './ports/rand.ts';
export { sealJson, unsealJson } from './ports/sealed-json.ts';
export { codeOf, isTempName, putIfAbsent, writeNewFile } from './ports/write-durably.ts';
export type { FileEncoder } from './sinks/file-sink/file-encoder.ts';
export {
  FILE_SINK_OPTIONS,
  type FileSinkOptions,
  fileSinkOf,
} from './sinks/file-sink/file-sink.ts';
export { allRows, presentRows } from './sinks/file-sink/present-rows.ts';
export {
  type Batch,
  batchOf,
  type Committable,
  defineSink,
  type PublishContext,
  type Sink,
  type SinkContext,
  type SinkDefinition,
  type SinkWriter,
  type WriteContext,
} from './sinks/sink.ts';
export type {
  FileBytes,
  FileChunks,
  FileDecoder,
  FileRequest,
} from './sources/file-source/file-decoder.ts';
export {
  FILE_SOURCE_OPTIONS,
  type FileSourceOptions,
  fileSourceOf,
} from './sources/file-source/file-source-of.ts';
export {
  defineSource,
  type Offset,
  type OffsetRange,
  type PlannedBatch,
  type PlannedPartition,
  type PlanRequest,
  type Source,
  type SourceBatch,
  type SourceContext,
  type SourceReader,
} from './sources/source.ts';
export {
  type ArrayType,
  type DataType,
  type DecimalType,
  type Field,
  type MapType,
  type StructType,
  sameType,
  showType,
} from './types/data-type.ts';
export type { DeliveryGuarantee } from './types/guarantee.ts';
export type { InternalValue } from './types/internal-value.ts';
export type { JsonValue } from './types/json-value.ts';
export type { OutputMode } from './types/output-mode.ts';
export type { Schema } from './types/schema.ts';
export { Secret, secret } from './types/secret.ts';
