// What the command does, for programs.
export type { Contents, Entry } from './checkpoint/contents.ts';
export { readContents } from './checkpoint/contents.ts';
export type { LockState } from './checkpoint/lock-state.ts';
export type { ExitCode, World } from './commands/command.ts';
export {
  BATCH_NOT_AVAILABLE,
  HOLDER_UNKNOWN,
  MODULE_UNREADABLE,
  NOT_A_CHECKPOINT,
  OUTPUT_OF_ANOTHER_QUERY,
  QUERY_NOT_FOUND,
} from './conditions.ts';
export { type RepairReport, repairCheckpoint } from './repair/repair-checkpoint.ts';
export {
  type RewindOptions,
  type RewindReport,
  rewindCheckpoint,
} from './rewind/rewind-checkpoint.ts';
export {
  type BatchSummary,
  type CheckpointSummary,
  summarizeCheckpoint,
} from './show/checkpoint-summary.ts';
export type { Terminal } from './text/terminal.ts';
export { tidemark } from './tidemark.ts';
export { checkCheckpoint } from './verify/check-checkpoint.ts';
export type { Finding, Severity } from './verify/finding.ts';
