import {
  type JsonValue,
  type Ports,
  printStoredPlan,
  readCommittable,
  type SourceIntent,
  type StoredPlan,
  StreamingError,
} from '@tidemark/core/checkpoint';
import { type Contents, readContents } from '../checkpoint/contents.ts';
import { describeLock } from '../checkpoint/lock-state.ts';
import { positionOf } from '../checkpoint/position.ts';
import { planOfNewest } from '../rewind/sink-advice.ts';
import { stateFilesOf } from '../verify/check-state.ts';
import { damageOf } from '../verify/finding.ts';
import { type StateSummary, summarizeState } from './state-summary.ts';

/** A checkpoint at a glance. */
export interface CheckpointSummary {
  readonly directory: string;
  readonly queryId: string | undefined;
  /** Of the log entries, as in `v1`. */
  readonly formatVersion: string;
  readonly lock: { readonly text: string; readonly isRunning: boolean; readonly sinceMs?: number };
  /** The newest batch that is done; -1 for none. */
  readonly done: number;
  /** The newest batch that was begun; it runs again where it is not done. */
  readonly begun: number;
  /** When the newest batch that was begun was planned. */
  readonly batchTimeMs: number | undefined;
  /** The watermark from the next batch on; 0 before the first event. */
  readonly watermarkMs: number | undefined;
  readonly sources: readonly { readonly description: string; readonly reachedTo: JsonValue }[];
  /** Newest first. */
  readonly batches: readonly BatchSummary[];
  /** How many are kept. */
  readonly batchCount: number;
  readonly state: readonly StateSummary[];
  readonly outputs: StoredPlan['outputs'];
  /** The query as text. */
  readonly plan: string | undefined;
  /** By folder of the checkpoint. */
  readonly disk: readonly {
    readonly folder: string;
    readonly files: number;
    readonly bytes: number;
  }[];
}

export interface BatchSummary {
  readonly batchId: number;
  readonly status: 'done' | 'begun' | 'damaged';
  readonly damage?: string;
  readonly batchTimeMs?: number;
  readonly watermarkMs?: number;
  readonly sources: readonly Pick<SourceIntent, 'name' | 'description' | 'start' | 'end'>[];
  /** Rows that file sinks took, by output: others do not note it. */
  readonly outputRows: Readonly<Record<string, number>>;
  /** What the batch added to state. */
  readonly stateFiles: number;
  readonly stateBytes: number;
}

export interface SummaryOptions {
  /** How many batches to list; 10 unless said. */
  readonly batches?: number;
  /** False leaves state files unread, and keys uncounted. */
  readonly countsKeys?: boolean;
}

/**
 * Reads a checkpoint, damaged or not. Writes nothing.
 *
 * @throws `CLI.NOT_A_CHECKPOINT`
 */
export async function summarizeCheckpoint(
  ports: Ports,
  folder: string,
  { batches = 10, countsKeys = true }: SummaryOptions = {},
): Promise<CheckpointSummary> {
  const contents = await readContents(ports, folder);
  const { directory, queryId, offsets, commits, lock } = contents;
  const { begun, done } = positionOf(contents);
  const ids = [...new Set([...offsets.keys(), ...commits.keys()])].sort((a, b) => b - a);
  const fact = commits.get(done)?.value;
  const newest = offsets.get(begun)?.value;
  const reached = offsets.get(done)?.value ?? newest;
  const plan = planOfNewest(contents);
  return {
    directory,
    queryId,
    formatVersion: 'v1',
    lock: {
      text: describeLock(lock),
      isRunning: lock?.holderIs === 'running',
      ...(lock === undefined ? {} : { sinceMs: lock.sinceMs }),
    },
    done,
    begun,
    batchTimeMs: newest?.batchTimeMs,
    watermarkMs: fact?.nextWatermarkMs ?? newest?.watermarkMs,
    sources: (reached?.sources ?? []).map(({ name, description, start, end }) => ({
      description: description ?? name,
      reachedTo: reached?.batchId === done ? end : start,
    })),
    batches: ids.slice(0, batches).map((id) => batchSummary(contents, id)),
    batchCount: ids.length,
    state: fact === undefined ? [] : await summarizeState(ports, contents, fact, countsKeys),
    outputs: plan?.outputs ?? [],
    plan: plan === undefined ? undefined : printStoredPlan(plan),
    disk: diskUse(contents),
  };
}

function batchSummary({ offsets, commits }: Contents, batchId: number): BatchSummary {
  const [intent, fact] = [offsets.get(batchId), commits.get(batchId)];
  const damage = intent?.damage ?? fact?.damage;
  const files = fact?.value === undefined ? [] : [...stateFilesOf(fact.value).values()];
  const own = files.filter(({ name }) => name.startsWith(`${batchId}-`));
  return {
    batchId,
    status: damage !== undefined ? 'damaged' : fact === undefined ? 'begun' : 'done',
    ...(damage === undefined ? {} : { damage: damageOf(damage) }),
    ...(intent?.value === undefined ? {} : { batchTimeMs: intent.value.batchTimeMs }),
    ...(fact?.value === undefined ? {} : { watermarkMs: fact.value.nextWatermarkMs }),
    sources: (intent?.value?.sources ?? []).map(({ name, description, start, end }) => ({
      name,
      ...(description === undefined ? {} : { description }),
      start,
      end,
    })),
    outputRows: Object.fromEntries(
      (fact?.value?.sinks ?? []).flatMap(({ sinkId, committable }) => {
        const rows = rowsIn(committable);
        return rows === undefined ? [] : [[sinkId, rows]];
      }),
    ),
    stateFiles: own.length,
    stateBytes: own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** The rows of what a file sink noted of a batch; undefined for what others did. */
function rowsIn(committable: JsonValue): number | undefined {
  try {
    return readCommittable(committable, 0).reduce((sum, { rows }) => sum + rows, 0);
  } catch (error) {
    if (error instanceof StreamingError) return undefined;
    throw error;
  }
}

function diskUse({ files }: Contents): CheckpointSummary['disk'] {
  const folders = new Map<string, { files: number; bytes: number }>();
  for (const { path, sizeBytes } of files.values()) {
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
    const known = folders.get(folder) ?? { files: 0, bytes: 0 };
    folders.set(folder, { files: known.files + 1, bytes: known.bytes + sizeBytes });
  }
  return [...folders].map(([folder, use]) => ({ folder, ...use }));
}
