import { createHash } from 'node:crypto';
import { CHECKPOINT_CORRUPT } from '../errors/checkpoint.ts';
import type { DurableFs } from '../ports/durable-fs.ts';
import { readIfThere } from '../ports/read-if-there.ts';
import { makeFolder, putIfAbsent } from '../ports/write-durably.ts';
import { isListOf, isRecord } from '../types/json-shape.ts';
import type { JsonValue } from '../types/json-value.ts';
import { decodeLogEntry, encodeLogEntry } from './log-entry.ts';
import { removeTemps } from './metadata-log.ts';

/** The name of a form of a query. Stored on disk: never change. */
export function planHashOf(plan: JsonValue): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16);
}

const PLAN_HASH = /^[0-9a-f]{1,64}$/;

/**
 * The forms a query had, `plans/<planHash>`: each written once, so that a restart with another one can
 * say what is different. What is in them is for `analysis/plan-change`.
 */
export class PlanStore {
  readonly #fs: DurableFs;
  readonly #folder: string;
  readonly #attempt: string;
  #current: string | undefined;

  constructor(fs: DurableFs, folder: string, attempt: string) {
    this.#fs = fs;
    this.#folder = folder;
    this.#attempt = attempt;
  }

  /** Creates the folder, or makes durable what can be seen in it. Only while holding the lock. */
  async open(): Promise<void> {
    await makeFolder(this.#fs, this.#folder);
    await this.#fs.syncDir(this.#folder);
    await removeTemps(this.#fs, this.#folder);
  }

  /**
   * The form of a hash; undefined where there is none, as in checkpoints of releases that kept none.
   *
   * @throws {@link CHECKPOINT_CORRUPT} when it is damaged
   */
  async get(planHash: string): Promise<JsonValue | undefined> {
    const path = this.pathOf(planHash);
    const bytes = await readIfThere(this.#fs, path);
    if (bytes === undefined) return undefined;
    const value = decodeLogEntry(bytes, path);
    if (!isStoredPlan(value)) {
      throw CHECKPOINT_CORRUPT.error({
        path,
        damage: 'its form is not the one this version writes',
      });
    }
    if (planHashOf(value) !== planHash) {
      throw CHECKPOINT_CORRUPT.error({ path, damage: 'it belongs to another form of the query' });
    }
    return value;
  }

  /** Keeps the form of the query that runs; durable on return, and before an intent names it. */
  async put(planHash: string, plan: JsonValue): Promise<void> {
    this.#current = planHash;
    if ((await this.get(planHash)) !== undefined) return;
    const target = { folder: this.#folder, name: planHash, tempId: this.#attempt };
    await putIfAbsent(this.#fs, target, encodeLogEntry(plan));
  }

  /** The hashes of all forms but that of the query that runs. */
  async former(): Promise<readonly string[]> {
    const entries = await this.#fs.readdir(this.#folder);
    return entries
      .map(({ name }) => name)
      .filter((name) => PLAN_HASH.test(name) && name !== this.#current);
  }

  /** The file of a form, for messages. */
  pathOf(planHash: string): string {
    return `${this.#folder}/${planHash}`;
  }
}

function isStoredPlan(value: JsonValue): boolean {
  if (!isRecord(value, { plan: 'object' })) return false;
  const plan = value['plan'];
  return (
    isRecord(plan, {}) &&
    isListOf(
      plan['nodes'],
      (node) => isRecord(node, { op: 'string' }) && isIndexes(node['inputs']),
    ) &&
    isIndexes(plan['outputs']) &&
    isListOf(value['sources'], (source) =>
      isRecord(source, { name: 'string', description: 'string' }),
    ) &&
    isListOf(value['outputs'], (output) =>
      isRecord(output, { name: 'string', sink: 'string', outputMode: 'string' }),
    )
  );
}

function isIndexes(value: JsonValue | undefined): boolean {
  return isListOf(value, (index) => typeof index === 'number');
}
