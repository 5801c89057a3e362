// The front door.
export {
  type ChangeVerdict,
  describeDifference,
  type PlanDifference,
} from './analysis/plan-change/plan-difference.ts';
export { DataFrame } from './api/data-frame.ts';
export { DataStreamWriter } from './api/data-stream-writer.ts';
export type { WriteOptions } from './api/frame-actions.ts';
export type { OutputSpec, StartOptions } from './api/frame-runtime.ts';
export { GroupedData } from './api/grouped-data.ts';
export type {
  FlatMapGroups,
  FlatMapGroupsOptions,
  GroupsWithStateOptions,
  InitialState,
  MapGroups,
} from './api/groups-with-state.ts';
export { NaFunctions } from './api/na-functions.ts';
export type { NaValue } from './api/na-steps.ts';
export { type RehearsedQuery, rehearse } from './api/rehearse.ts';
export type {
  Columns,
  Misuse,
  Mode,
  WithBadRecords,
  WithLateRows,
  WithTimedLateRows,
} from './api/row-types.ts';
export { createSession, type QueryRequest, Session, type SessionOptions } from './api/session.ts';
export type { BoundedFrame, SourceFrame } from './api/source-frame.ts';
export type { TransformWithStateOptions } from './api/transform-with-state.ts';
export type { WatermarkOptions } from './api/watermark-options.ts';
export { Condition, type ErrorKind, StreamingError } from './errors/condition.ts';
export type {
  Aggregate,
  AggregateExpr,
  ArrayExpr,
  BigintExpr,
  BooleanExpr,
  Dynamic,
  DynamicExpr,
  Expr,
  ExprOf,
  MapExpr,
  NumberExpr,
  Operand,
  OverExpr,
  SessionWindow,
  StringExpr,
  StructExpr,
  TimestampExpr,
  Watermarked,
  Window,
} from './expr/expr.ts';
export { type CsvOptions, type CsvSyntaxOptions, csv } from './formats/csv.ts';
export type { Format, ParseMode } from './formats/format.ts';
export { type JsonOptions, json } from './formats/json.ts';
export { bytes, text } from './formats/raw.ts';
export { CallState, type GroupStateInputs } from './operators/stateful/group-state.ts';
export type { GroupState, GroupStateTimeout } from './plan/group-state.ts';
export type { JoinType } from './plan/logical-plan.ts';
export type {
  ListState,
  MapState,
  StatefulProcessor,
  StatefulProcessorHandle,
  StateVariableOptions,
  TimeMode,
  Timers,
  ValueState,
} from './plan/stateful-processor.ts';
export type { UpgradeCheck } from './runtime/check-upgrade.ts';
export type {
  EventTimeProgress,
  SinkProgress,
  SourceProgress,
  StateOperatorProgress,
  StreamingQueryProgress,
} from './runtime/progress.ts';
export type {
  QueryIdleEvent,
  QueryTerminatedEvent,
  StreamingQuery,
  StreamingQueryListener,
  StreamingQueryStatus,
} from './runtime/streaming-query.ts';
export { availableNow, once, processingTime, type Trigger } from './runtime/trigger.ts';
export { type ConsoleSinkOptions, consoleSink } from './sinks/console-sink.ts';
export { type CsvSinkOptions, csvSink } from './sinks/file-sink/csv-sink.ts';
export type { FileSinkOptions } from './sinks/file-sink/file-sink.ts';
export { type JsonSinkOptions, jsonSink } from './sinks/file-sink/json-sink.ts';
export type { TextCompression } from './sinks/file-sink/packed-files.ts';
export { type TextSinkOptions, textSink } from './sinks/file-sink/text-sink.ts';
export { foreachBatch } from './sinks/foreach-batch-sink.ts';
export { type ForeachWriter, foreach } from './sinks/foreach-sink.ts';
export { type MemorySink, memorySink } from './sinks/memory-sink.ts';
export type { Batch, Sink, WriteContext } from './sinks/sink.ts';
export { type FileBadRecord, fileSource } from './sources/file-source/file-source.ts';
export type { FileSourceOptions } from './sources/file-source/file-source-of.ts';
export {
  type MemorySource,
  type MemorySourceOptions,
  memorySource,
} from './sources/memory-source.ts';
export { type RateRow, type RateSourceOptions, rateSource } from './sources/rate-source.ts';
export type { Source } from './sources/source.ts';
export { type Delay, type Duration, durationMs } from './types/duration.ts';
export type { DeliveryGuarantee } from './types/guarantee.ts';
export type { OutputMode } from './types/output-mode.ts';
export {
  array,
  bigint,
  binary,
  boolean,
  byte,
  type ColumnType,
  date,
  decimal,
  double,
  float,
  int,
  long,
  map,
  nullable,
  type RowOf,
  type Schema,
  schema,
  short,
  string,
  struct,
  timestamp,
  timestampMicros,
  timestampNtz,
} from './types/schema.ts';
export { Secret, secret } from './types/secret.ts';
