import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import type { BatchFact } from '../../src/checkpoint/commit-log.ts';
import type { BatchIntent } from '../../src/checkpoint/offset-log.ts';

type Owner = Pick<Checkpoint, 'queryId' | 'attempt'>;

/** The intent of a batch that reads ten offsets. */
export function intentOf({ queryId, attempt }: Owner, batchId: number): BatchIntent {
  return {
    batchId,
    queryId,
    attempt,
    batchTimeMs: 1_700_000_000_000 + batchId,
    watermarkMs: 1000 * batchId,
    sources: [{ name: 'memory', start: 10 * batchId, end: 10 * (batchId + 1) }],
    seed: 42,
    conf: { timeZone: 'UTC' },
    planHash: 'abc',
  };
}

/** Its fact. */
export function factOf({ queryId, attempt }: Owner, batchId: number): BatchFact {
  return {
    batchId,
    queryId,
    attempt,
    nextWatermarkMs: 1000 * (batchId + 1),
    state: [{ operatorId: 'aggregate', files: [{ name: 'x', sizeBytes: 1, crc32: '00000000' }] }],
    sinks: [{ sinkId: 'out', committable: { files: [`part-${batchId}`] } }],
  };
}
