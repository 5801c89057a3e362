import type { DurableFs } from '../ports/durable-fs.ts';
import type { StoredFile } from '../ports/stored-file.ts';
import { isListOf, isRecord } from '../types/json-shape.ts';
import type { JsonValue } from '../types/json-value.ts';
import { type LogEntry, MetadataLog } from './metadata-log.ts';

/**
 * What batch N did. With this entry the batch has happened; files that no entry names do not exist.
 * Stored on disk as JSON: never change a name or a meaning.
 */
export interface BatchFact extends LogEntry {
  /** The watermark from the next batch on. */
  readonly nextWatermarkMs: number;
  /** What watermark steps that tell partitions apart have seen; absent where no step does. */
  readonly watermarks?: readonly WatermarkFact[];
  readonly state: readonly StateFact[];
  /** One for each sink that has something to publish. */
  readonly sinks: readonly SinkFact[];
  /** The form of the query that ran it; it was begun by another one where its intent names another. */
  readonly planHash?: string;
}

/** What a watermark step had seen of each partition after the batch. */
export interface WatermarkFact {
  /** Its number among those of the plan; it is the same step if the column is too. */
  readonly step: number;
  readonly column: string;
  /** The latest event time that counted so far, without the delay; it never goes back. Null for none. */
  readonly reachedMs: number | null;
  readonly partitions: readonly PartitionFact[];
}

export interface PartitionFact {
  /** The number of the source, a colon, and the name that the source gives it. */
  readonly partition: string;
  /** The latest event time of its rows; null for none. */
  readonly maxMs: number | null;
  /** The time of the last batch in which it had rows, or a backlog. */
  readonly activeAtMs: number;
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
    ) &&
    isListOf(value['watermarks'] ?? [], isWatermarkFact)
  );
}

function isWatermarkFact(value: JsonValue): boolean {
  return (
    isRecord(value, { step: 'number', column: 'string' }) &&
    isListOf(value['partitions'], (fact) =>
      isRecord(fact, { partition: 'string', activeAtMs: 'number' }),
    )
  );
}

function isStoredFile(value: JsonValue): boolean {
  return isRecord(value, { name: 'string', sizeBytes: 'number', crc32: 'string' });
}
