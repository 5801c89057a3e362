import type { DurableFs } from '../ports/durable-fs.ts';
import { isListOf, isRecord } from '../types/json-shape.ts';
import type { JsonValue } from '../types/json-value.ts';
import { type LogEntry, MetadataLog } from './metadata-log.ts';

/**
 * What batch N will do, fixed before it runs: everything in it that could turn out differently a
 * second time (semantics 1.4). Stored on disk as JSON: never change a name or a meaning.
 */
export interface BatchIntent extends LogEntry {
  /** The processing time of the batch: `current_timestamp()`. */
  readonly batchTimeMs: number;
  /** The watermark that evicts in this batch; rows are late by the one of the batch before. */
  readonly watermarkMs: number;
  /** What single watermark steps had reached, by operator id, where that is kept. */
  readonly operatorWatermarks?: Readonly<Record<string, number>>;
  /** One for each source, in the order of the plan. */
  readonly sources: readonly SourceIntent[];
  /** For `rand()` and the like. */
  readonly seed: number;
  /** Settings that results depend on; they win over those of a later start. */
  readonly conf: Readonly<Record<string, string>>;
  /** The form of the query, `plans/<planHash>`. */
  readonly planHash: string;
}

/** What a batch reads of one source. */
export interface SourceIntent {
  readonly name: string;
  /** Tells apart sources of one name, for example `kafka(orders)`. */
  readonly description?: string;
  readonly start: JsonValue;
  readonly end: JsonValue;
  /** All there are, where a watermark step tells them apart. */
  readonly partitions?: readonly PartitionIntent[];
}

/** A partition of a source, as the batch was planned. */
export interface PartitionIntent {
  readonly partition: string;
  /** True when it had more than the batch reads. */
  readonly hasBacklog: boolean;
}

/** The log of intents, `offsets/<batchId>`. */
export class OffsetLog extends MetadataLog<BatchIntent> {
  constructor(fs: DurableFs, folder: string, owner: Pick<LogEntry, 'queryId' | 'attempt'>) {
    super(fs, folder, owner, isIntent);
  }
}

function isIntent(value: JsonValue): boolean {
  return (
    isRecord(value, {
      batchId: 'number',
      queryId: 'string',
      attempt: 'string',
      batchTimeMs: 'number',
      watermarkMs: 'number',
      seed: 'number',
      conf: 'object',
      planHash: 'string',
    }) &&
    isListOf(
      value['sources'],
      (source) => isRecord(source, { name: 'string' }) && 'start' in source && 'end' in source,
    )
  );
}
