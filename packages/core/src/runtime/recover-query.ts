import { type Checkpoint, openCheckpoint } from '../checkpoint/checkpoint.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import { planQuery } from '../planner/plan-query.ts';
import type { SinkWriter } from '../sinks/sink.ts';
import type { JsonValue } from '../types/json-value.ts';
import { allDone } from './all-done.ts';
import { checkRestart } from './check-restart.ts';
import { closeAll, closersOf } from './close-all.ts';
import { OpenQuery } from './open-query.ts';
import { openScans } from './open-scans.ts';
import { openState } from './open-state.ts';
import { publishBatch } from './publish-batch.ts';
import type { QueryDefinition } from './query-definition.ts';
import { withRecordedConf } from './recorded-conf.ts';

/**
 * Opens everything a query needs and brings it to where the checkpoint says it was. When it rejects,
 * nothing is left open.
 *
 * @throws what sources and sinks throw when they open, `CHECKPOINT.*`, `QUERY.SOURCES_CHANGED`,
 *   `QUERY.OUTPUTS_CHANGED`, `QUERY.PLAN_CHANGED`
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
  const { scans, writers, physical, checkpoint, definition } = query;
  const readers = scans.map(({ reader }) => reader);
  const resources = [...readers, ...writers, ...closersOf(physical), checkpoint];
  await closeReporting(resources, definition);
}

async function closeReporting(
  resources: Iterable<{ close?(): Promise<void> }>,
  { warn }: QueryDefinition,
): Promise<void> {
  for (const error of await closeAll(resources)) {
    warn(`a source, a sink, a processor or the checkpoint could not be closed: ${error.message}`);
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
  for (const closer of closersOf(physical)) opened.push(closer);
  if (known !== undefined) {
    await checkRestart(definition, physical, { intent: known, committed }, checkpoint.plans);
  }
  await checkpoint.plans.put(definition.planHash, definition.storedPlan as unknown as JsonValue);
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
    watermarkFacts: committed?.fact.watermarks ?? [],
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
