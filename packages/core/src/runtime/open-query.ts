import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/checkpoint.ts';
import type { BatchFact, SinkFact, StateFact } from '../checkpoint/commit-log.ts';
import type { BatchIntent } from '../checkpoint/offset-log.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import { planQuery } from '../planner/plan-query.ts';
import type { SinkWriter } from '../sinks/sink.ts';
import type { Offset, PlannedBatch } from '../sources/source.ts';
import { allDone } from './all-done.ts';
import { checkRestart } from './check-restart.ts';
import { closeAll } from './close-all.ts';
import { LateRowSample } from './late-row-sample.ts';
import { type OpenScan, openScans } from './open-scans.ts';
import { type OpenState, openState } from './open-state.ts';
import { OutputCollector } from './output-collector.ts';
import { publishBatch } from './publish-batch.ts';
import type { QueryDefinition } from './query-definition.ts';
import { withRecordedConf } from './recorded-conf.ts';
import { WatermarkTracker } from './watermark-tracker.ts';

/** Everything open of one run, and where it stands between two batches. */
export class OpenQuery {
  readonly definition: QueryDefinition;
  readonly checkpoint: Checkpoint;
  readonly physical: PhysicalPlan;
  readonly scans: readonly OpenScan[];
  readonly writers: readonly SinkWriter[];
  readonly state: readonly OpenState[];
  readonly collectors: readonly OutputCollector[];
  readonly lateRows: LateRowSample = new LateRowSample();
  readonly tracker: WatermarkTracker;
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
    this.collectors = parts.physical.outputs.map(({ schema, rows }) => {
      const collector = new OutputCollector(schema);
      rows.connect(collector.add);
      return collector;
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
      sources: this.scans.map(({ scan }, i) => ({
        name: scan.relation.source.name,
        description: scan.relation.source.description,
        start: this.offsets[i] ?? null,
        end: planned[i]?.end ?? null,
      })),
      seed: Math.floor(ports.rand.next() * 2 ** 32),
      conf,
      planHash,
    };
  }

  /** The fact of a batch. */
  factFor(
    { batchId }: BatchIntent,
    outcome: {
      readonly nextWatermarkMs: number;
      readonly state: readonly StateFact[];
      readonly sinks: readonly SinkFact[];
    },
  ): BatchFact {
    const { queryId, attempt } = this.checkpoint;
    return { batchId, queryId, attempt, ...outcome };
  }

  /** Takes note that a batch is committed and published. */
  advance(intent: BatchIntent): void {
    this.offsets = intent.sources.map(({ end }) => end);
    this.lastIntent = intent;
    this.pending = undefined;
    this.hasRunBatch = true;
  }
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
}

/**
 * Opens everything a query needs and brings it to where the checkpoint says it was. When it rejects,
 * nothing is left open.
 *
 * @throws what sources and sinks throw when they open, `CHECKPOINT.*`, `QUERY.SOURCES_CHANGED`,
 *   `QUERY.OUTPUTS_CHANGED`
 */
export async function openQuery(definition: QueryDefinition): Promise<OpenQuery> {
  const opened: { close?(): Promise<void> }[] = [];
  try {
    const checkpoint = await openCheckpoint({
      ports: definition.checkpointPorts,
      directory: definition.checkpointDirectory,
    });
    opened.push(checkpoint);
    return await recoverQuery(definition, checkpoint, opened);
  } catch (error) {
    await closeReporting(opened.reverse(), definition);
    throw error;
  }
}

/** Closes everything, the lock of the checkpoint last; what goes wrong on the way is a warning. */
export async function closeQuery(query: OpenQuery): Promise<void> {
  const { scans, writers, checkpoint, definition } = query;
  await closeReporting([...scans.map(({ reader }) => reader), ...writers, checkpoint], definition);
}

async function closeReporting(
  resources: Iterable<{ close?(): Promise<void> }>,
  { warn }: QueryDefinition,
): Promise<void> {
  for (const error of await closeAll(resources)) {
    warn(`a source, a sink or the checkpoint could not be closed: ${error.message}`);
  }
}

/** Brings a query to where its checkpoint is. What is opened on the way is added to `opened`. */
async function recoverQuery(
  requested: QueryDefinition,
  checkpoint: Checkpoint,
  opened: { push(resource: { close?(): Promise<void> }): void },
): Promise<OpenQuery> {
  const recovery = await checkpoint.recover();
  const committed = recovery.kind === 'fresh' ? undefined : recovery.lastCommitted;
  const pending = recovery.kind === 'rerun' ? recovery.intent : undefined;
  const known = pending ?? committed?.intent;
  const definition = known === undefined ? requested : withRecordedConf(requested, known.conf);
  const physical = planQuery(definition.outputs, definition.settings);
  if (known !== undefined) {
    checkRestart(definition, physical, { intent: known, fact: committed?.fact });
  }
  const writers = await openWriters(definition, checkpoint, physical, opened);
  if (committed !== undefined) {
    // 5. The run before may have died between the fact and its publishing.
    await publishBatch({ outputs: definition.outputs, writers }, committed.fact);
  }
  const options = {
    ports: definition.ports,
    isStreaming: true,
    directoryOf: (index: number) => checkpoint.sourceDirectory(index),
  };
  const scans = await openScans(physical.scans, options, opened);
  const offsets = await allDone(
    scans.map(async ({ reader }, i) => {
      const start = pending === undefined ? known?.sources[i]?.end : known?.sources[i]?.start;
      return start ?? checkpoint.initialOffset(i, () => reader.initialOffset());
    }),
  );
  const state = await openState(checkpoint, definition.checkpointPorts, physical, committed?.fact);
  return new OpenQuery({
    definition,
    checkpoint,
    physical,
    scans,
    writers,
    state,
    offsets,
    lastIntent: committed?.intent,
    pending,
    watermarkMs: Math.max(
      pending?.watermarkMs ?? 0,
      committed?.intent.watermarkMs ?? 0,
      committed?.fact.nextWatermarkMs ?? 0,
    ),
  });
}

async function openWriters(
  { outputs, ports, name, settings }: QueryDefinition,
  { queryId }: Checkpoint,
  physical: PhysicalPlan,
  opened: { push(writer: SinkWriter): void },
): Promise<readonly SinkWriter[]> {
  const writers: SinkWriter[] = [];
  for (const [i, { sink, sinkId, outputMode }] of outputs.entries()) {
    const schema = physical.outputs[i]?.schema ?? { fields: [] };
    const { timeZone } = settings;
    const context = { ports, queryId, queryName: name, sinkId, schema, outputMode, timeZone };
    const writer = await sink.open(context);
    opened.push(writer);
    writers.push(writer);
  }
  return writers;
}
