import { MICROS_PER_SECOND, type Row } from './chain.ts';
import { type Mode, type Node, Stateful } from './node.ts';

interface Group {
  readonly k: string | null;
  readonly start: number;
  end: number;
  v: number | null;
}

/** Null where no value is there; NaN once one is NaN. */
function added(sum: number | null, v: number | null): number | null {
  return v === null ? sum : (sum ?? 0) + v;
}

/** The row of a group: the event time of its window is the last microsecond in it. */
function rowOf({ k, end, v }: Group): Row {
  return { t: end - 1, k, v };
}

export class Windows extends Stateful {
  readonly #sizeMicros: number;
  readonly #slideMicros: number;
  readonly #mode: Mode;
  readonly #groups = new Map<string, Group>();

  constructor(input: Node, seconds: number, isSliding: boolean, mode: Mode) {
    super(input);
    this.#sizeMicros = seconds * MICROS_PER_SECOND;
    this.#slideMicros = isSliding ? this.#sizeMicros / 2 : this.#sizeMicros;
    this.#mode = mode;
  }

  protected step(rows: readonly Row[], lateMicros: number, evictMicros: number): readonly Row[] {
    const isComplete = this.#mode === 'complete';
    const touched = new Set<Group>();
    for (const { t, k, v } of rows) {
      if (t === null) continue;
      const newest = Math.floor(t / this.#slideMicros) * this.#slideMicros;
      for (let start = newest; start > t - this.#sizeMicros; start -= this.#slideMicros) {
        const end = start + this.#sizeMicros;
        if (end <= lateMicros && !isComplete) continue;
        const key = JSON.stringify([k, start]);
        const group = this.#groups.get(key) ?? { k, start, end, v: null };
        group.v = added(group.v, v);
        this.#groups.set(key, group);
        touched.add(group);
      }
    }
    if (isComplete) return [...this.#groups.values()].map(rowOf);
    const final: Group[] = [];
    for (const [key, group] of this.#groups) {
      if (group.end > evictMicros) continue;
      final.push(group);
      this.#groups.delete(key);
    }
    return (this.#mode === 'append' ? final : [...touched]).map(rowOf);
  }

  override wantsBatch(globalMs: number): boolean {
    if (this.#mode === 'complete') return this.input.wantsBatch(globalMs);
    return super.wantsBatch(globalMs);
  }
}

export class Sessions extends Stateful {
  readonly #gapMicros: number;
  readonly #mode: Mode;
  #groups: Group[] = [];

  constructor(input: Node, seconds: number, mode: Mode) {
    super(input);
    this.#gapMicros = seconds * MICROS_PER_SECOND;
    this.#mode = mode;
  }

  protected step(rows: readonly Row[], lateMicros: number, evictMicros: number): readonly Row[] {
    const isComplete = this.#mode === 'complete';
    for (const { t, k, v } of rows) {
      if (t === null || t + this.#gapMicros <= lateMicros) continue;
      const own: Group = { k, start: t, end: t + this.#gapMicros, v };
      const touching = this.#groups.filter(
        (group) => group.k === k && group.start <= own.end && own.start <= group.end,
      );
      const all = [own, ...touching];
      this.#groups = this.#groups.filter((group) => !touching.includes(group));
      this.#groups.push({
        k,
        start: Math.min(...all.map(({ start }) => start)),
        end: Math.max(...all.map(({ end }) => end)),
        v: all.map((group) => group.v).reduce(added),
      });
    }
    if (isComplete) return this.#groups.map(rowOf);
    const final = this.#groups.filter(({ end }) => end <= evictMicros);
    this.#groups = this.#groups.filter(({ end }) => end > evictMicros);
    return final.map(rowOf);
  }

  override wantsBatch(globalMs: number): boolean {
    if (this.#mode === 'complete') return this.input.wantsBatch(globalMs);
    return super.wantsBatch(globalMs);
  }
}
