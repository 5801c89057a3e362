// The door for tools that look after checkpoints. Everything here reads, but for the lock.
export {
  describeDifference,
  type PlanDifference,
} from './analysis/plan-change/plan-difference.ts';
export { printStoredPlan } from './analysis/plan-change/print-stored-plan.ts';
export {
  type CheckpointLock,
  type LockHolder,
  lockCheckpoint,
  lockHolder,
} from './checkpoint/checkpoint-lock.ts';
export {
  type BatchFact,
  CommitLog,
  type SinkFact,
  type StateFact,
} from './checkpoint/commit-log.ts';
export { decodeLogEntry, encodeLogEntry } from './checkpoint/log-entry.ts';
export { type BatchIntent, OffsetLog, type SourceIntent } from './checkpoint/offset-log.ts';
export { PlanStore } from './checkpoint/plan-store.ts';
export {
  CHECKPOINT_CORRUPT,
  CHECKPOINT_LOCKED,
  CHECKPOINT_VERSION,
} from './errors/checkpoint.ts';
export { Condition, StreamingError } from './errors/condition.ts';
export type { StoredPlan } from './plan/stored-plan.ts';
export { crc32 } from './ports/crc32.ts';
export type { DirectoryEntry, DurableFs, FileStat } from './ports/durable-fs.ts';
export { nodePorts } from './ports/node-ports.ts';
export {
  batchName,
  type LoggedBatch,
  OUTPUT_LOG,
  pathInside,
  readLogFile,
  readLoggedBatch,
} from './ports/output-log.ts';
export type { Ports } from './ports/ports.ts';
export { readOnlyFs } from './ports/read-only-fs.ts';
export { unsealJson } from './ports/sealed-json.ts';
export type { StoredFile } from './ports/stored-file.ts';
export { codeOf, isTempName, putIfAbsent } from './ports/write-durably.ts';
export { readCommittable, type StagedFile } from './sinks/file-sink/staged-file.ts';
export { readStoredTable, type StoredTable } from './state/stored-state.ts';
export type { JsonValue } from './types/json-value.ts';
