import { isDeepStrictEqual } from 'node:util';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { BatchFact, SinkFact, StateFact, WatermarkFact } from '../checkpoint/commit-log.ts';
import type { BatchIntent, PartitionIntent, SourceIntent } from '../checkpoint/offset-log.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import type { SinkWriter } from '../sinks/sink.ts';
import type { Offset, PlannedBatch } from '../sources/source.ts';
import { BatchOutput } from './batch-output.ts';
import { LateRowSample } from './late-row-sample.ts';
import type { OpenScan } from './open-scans.ts';
import type { OpenState } from './open-state.ts';
import type { OutputDefinition, QueryDefinition } from './query-definition.ts';
import { StateBudget } from './state-budget.ts';
import { WatermarkSteps } from './watermark-steps.ts';
import { WatermarkTracker } from './watermark-tracker.ts';

/** Everything open of one run, and where it stands between two batches. */
export class OpenQuery {
  readonly definition: QueryDefinition;
  readonly checkpoint: Checkpoint;
  readonly physical: PhysicalPlan;
  readonly scans: readonly OpenScan[];
  readonly writers: readonly SinkWriter[];
  readonly state: readonly OpenState[];
  readonly outputs: readonly BatchOutput[];
  readonly stateBudget: StateBudget;
  readonly lateRows: LateRowSample = new LateRowSample();
  readonly tracker: WatermarkTracker;
  readonly watermarks: WatermarkSteps;
  /** Up to where each source was read. */
  offsets: readonly Offset[];
  /** The intent of the newest committed batch. */
  lastIntent: BatchIntent | undefined;
  /** A batch whose intent the run before left behind: it runs first, exactly as intended. */
  pending: BatchIntent | undefined;
  /** What the sources planned last, for progress. */
  planned: readonly PlannedBatch[] | undefined;
  hasRunBatch = false;

  constructor(parts: OpenQueryParts) {
    this.definition = parts.definition;
    this.checkpoint = parts.checkpoint;
    this.physical = parts.physical;
    this.scans = parts.scans;
    this.writers = parts.writers;
    this.state = parts.state;
    this.offsets = parts.offsets;
    this.lastIntent = parts.lastIntent;
    this.pending = parts.pending;
    this.tracker = new WatermarkTracker(
      parts.definition.multipleWatermarkPolicy,
      parts.watermarkMs,
    );
    this.watermarks = new WatermarkSteps(parts.physical, parts.watermarkFacts);
    const { maxStateBytes, warn } = parts.definition;
    this.stateBudget = new StateBudget(maxStateBytes, warn);
    this.outputs = parts.physical.outputs.map(({ schema, rows }, i) => {
      const { sink } = parts.definition.outputs[i] as OutputDefinition;
      const output = new BatchOutput(schema, parts.writers[i] as SinkWriter, (sizeBytes) =>
        parts.definition.warn(wholeBatchWarning(sink.description, sizeBytes)),
      );
      rows.connect(output.add);
      return output;
    });
    for (const late of parts.physical.lateRows) late.connect(this.lateRows.add);
  }

  get nextBatchId(): number {
    return this.pending?.batchId ?? (this.lastIntent?.batchId ?? -1) + 1;
  }

  /** `late(N)`: the watermark of the batch before. */
  get lateWatermarkMs(): number {
    return this.lastIntent?.watermarkMs ?? 0;
  }

  /** The intent of a new batch that reads what the sources planned. */
  intentFor(planned: readonly PlannedBatch[]): BatchIntent {
    const { ports, conf, planHash } = this.definition;
    const { queryId, attempt } = this.checkpoint;
    return {
      batchId: this.nextBatchId,
      queryId,
      attempt,
      batchTimeMs: ports.clock.nowMs(),
      watermarkMs: this.tracker.currentMs,
      sources: this.sourcesFor(planned),
      seed: Math.floor(ports.rand.next() * 2 ** 32),
      conf,
      planHash,
    };
  }

  /** What a batch reads of each source. */
  sourcesFor(planned: readonly PlannedBatch[]): readonly SourceIntent[] {
    return this.scans.map(({ scan }, i) => ({
      name: scan.relation.source.name,
      description: scan.relation.source.description,
      start: this.offsets[i] ?? null,
      end: planned[i]?.end ?? null,
      ...(scan.tellsPartitions ? { partitions: partitionsOf(planned[i]) } : {}),
    }));
  }

  /** The fact of a batch. */
  factFor(
    { batchId }: BatchIntent,
    outcome: {
      readonly nextWatermarkMs: number;
      readonly watermarks?: readonly WatermarkFact[];
      readonly state: readonly StateFact[];
      readonly sinks: readonly SinkFact[];
    },
  ): BatchFact {
    const { queryId, attempt } = this.checkpoint;
    const { planHash } = this.definition;
    return { batchId, queryId, attempt, ...outcome, planHash };
  }

  /** Takes note that a batch is committed and published. */
  advance(intent: BatchIntent): void {
    this.offsets = intent.sources.map(({ end }) => end);
    this.lastIntent = intent;
    this.pending = undefined;
    this.hasRunBatch = true;
  }
}

function wholeBatchWarning(sink: string, sizeBytes: number): string {
  const size = `${Math.round(sizeBytes / 2 ** 20)} MiB`;
  return `A batch for ${sink} has ${size} of rows in memory, because this sink takes a batch only as a whole. Limit what a batch reads (maxOffsetsPerTrigger, maxFilesPerTrigger), or give the sink writeParts().`;
}

/** The partitions of a source; a source that tells none apart is one. */
function partitionsOf(planned: PlannedBatch | undefined): readonly PartitionIntent[] {
  if (planned === undefined) return [];
  const { partitions, end, latest } = planned;
  return partitions ?? [{ partition: '', hasBacklog: !isDeepStrictEqual(end, latest) }];
}

interface OpenQueryParts {
  readonly definition: QueryDefinition;
  readonly checkpoint: Checkpoint;
  readonly physical: PhysicalPlan;
  readonly scans: readonly OpenScan[];
  readonly writers: readonly SinkWriter[];
  readonly state: readonly OpenState[];
  readonly offsets: readonly Offset[];
  readonly lastIntent: BatchIntent | undefined;
  readonly pending: BatchIntent | undefined;
  readonly watermarkMs: number;
  readonly watermarkFacts: readonly WatermarkFact[];
}
