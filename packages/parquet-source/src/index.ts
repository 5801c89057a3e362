export { MISSING_COLUMN, TYPE_MISMATCH, UNREADABLE_TYPE } from './errors.ts';
export { type ParquetSourceOptions, parquetSource } from './parquet-source.ts';
