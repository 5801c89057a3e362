// The door for authors of sources, sinks and formats.
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
  StructVector,
  Vector,
} from './columnar/vector.ts';
export { bytesVector, vectorOf } from './columnar/vector-of.ts';
export { Condition, type ErrorKind, StreamingError } from './errors/condition.ts';
export type {
  BadRecord,
  ByteRecords,
  DecodedRecords,
  DecodeRequest,
  Decoder,
  Format,
  ParseMode,
} from './formats/format.ts';
export type { Clock } from './ports/clock.ts';
export type { DirectoryEntry, DurableFile, DurableFs, FileStat } from './ports/durable-fs.ts';
export type { Ports } from './ports/ports.ts';
export type { Rand } from './ports/rand.ts';
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
export {
  defineSource,
  type Offset,
  type OffsetRange,
  type PlannedBatch,
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
