import type { DurableFs } from '../ports/durable-fs.ts';
import type { StoredFile } from '../ports/stored-file.ts';
import type { JsonValue } from '../types/json-value.ts';
import { isListOf, isRecord } from './json-shape.ts';
import { type LogEntry, MetadataLog } from './metadata-log.ts';

/**
 * What batch N did. With this entry the batch has happened; files that no entry names do not exist.
 * Stored on disk as JSON: never change a name or a meaning.
 */
export interface BatchFact extends LogEntry {
  /** The watermark from the next batch on. */
  readonly nextWatermarkMs: number;
  readonly state: readonly StateFact[];
  /** One for each sink that has something to publish. */
  readonly sinks: readonly SinkFact[];
}

/** One table of an operator's state after the batch. */
export interface StateFact {
  /** The operator; followed by a dot and the name of the table where it has several. */
  readonly operatorId: string;
  /** Every file it is made of, oldest first; later ones win. Inside `state/<operatorId>`. */
  readonly files: readonly StoredFile[];
}

/** What a sink needs to publish the batch. */
export interface SinkFact {
  readonly sinkId: string;
  readonly committable: JsonValue;
}

/** The log of facts, `commits/<batchId>`. */
export class CommitLog extends MetadataLog<BatchFact> {
  constructor(fs: DurableFs, folder: string, owner: Pick<LogEntry, 'queryId' | 'attempt'>) {
    super(fs, folder, owner, isFact);
  }
}

function isFact(value: JsonValue): boolean {
  return (
    isRecord(value, {
      batchId: 'number',
      queryId: 'string',
      attempt: 'string',
      nextWatermarkMs: 'number',
    }) &&
    isListOf(
      value['state'],
      (fact) => isRecord(fact, { operatorId: 'string' }) && isListOf(fact['files'], isStoredFile),
    ) &&
    isListOf(
      value['sinks'],
      (fact) => isRecord(fact, { sinkId: 'string' }) && 'committable' in fact,
    )
  );
}

function isStoredFile(value: JsonValue): boolean {
  return isRecord(value, { name: 'string', sizeBytes: 'number', crc32: 'string' });
}
