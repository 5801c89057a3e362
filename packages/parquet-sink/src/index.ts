export { NULL_IN_REQUIRED_COLUMN, UNSUPPORTED_TYPE } from './errors.ts';
export type { Compression } from './parquet-file.ts';
export { type ParquetSinkOptions, parquetSink } from './parquet-sink.ts';
