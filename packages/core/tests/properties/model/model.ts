import { keeps, MICROS_PER_MS, MICROS_PER_SECOND, type Row, type Step } from './chain.ts';

// The rules of Spark's streams (semantics 3.3 to 3.6, 4.3, 5, 6), a row at a time, as slowly and clearly
// as can be. A node gives the rows of a batch; what it remembers is in itself.

export type Mode = 'append' | 'update' | 'complete';

/** What a batch is: the rows of each stream, and the watermarks of the query before and in it. */
export interface Batch {
  readonly rows: readonly (readonly Row[])[];
  readonly lateMs: number;
  readonly evictMs: number;
}

export interface Node {
  run(batch: Batch): readonly Row[];
  /** The watermark of its rows when that of the query is this; undefined where none reaches it. */
  watermarkMs(globalMs: number): number | undefined;
  /** The delay of the watermark that marks its rows. */
  readonly delayMs: number;
  /** Whether a batch without data has something to do, now that the watermark of the query is this. */
  wantsBatch(globalMs: number): boolean;
  /** The latest time of each watermark below it, less its delay; undefined where it has seen no row in this run. */
  readonly seenMs: readonly (number | undefined)[];
  /** A new run: what single watermarks have seen is forgotten. */
  restart(): void;
}

export function modelOf(step: Step, mode: Mode): Node {
  switch (step.op) {
    case 'source':
      return new Source(step.stream);
    case 'filter':
      return filterOf(step, mode);
    case 'watermark':
      return new Watermark(modelOf(step.input, mode), step.delaySeconds * 1000);
    case 'window':
      return step.kind === 'session'
        ? new Sessions(modelOf(step.input, mode), step.seconds, mode)
        : new Windows(modelOf(step.input, mode), step.seconds, step.kind === 'sliding', mode);
    case 'distinct':
      return new Distinct(modelOf(step.input, mode), step.by);
    case 'union':
      return new Union(step.inputs.map((input) => modelOf(input, mode)));
    case 'join':
      return new Join(
        joinSide(step.left, step.type !== 'leftOuter', mode),
        joinSide(step.right, true, mode),
        step,
      );
    case 'limit':
      return new Limit(modelOf(step.input, mode), step.count);
  }
}

/** A filter that does not read the event time moves below the watermark, and through a union (RULES 11). */
function filterOf({ by, input }: Extract<Step, { op: 'filter' }>, mode: Mode): Node {
  if (input.op === 'union') {
    const [left, right] = input.inputs;
    return modelOf(
      {
        op: 'union',
        inputs: [
          { op: 'filter', by, input: left },
          { op: 'filter', by, input: right },
        ],
      },
      mode,
    );
  }
  if (input.op === 'watermark' && by !== 't') {
    return modelOf({ ...input, input: { op: 'filter', by, input: input.input } }, mode);
  }
  if (input.op === 'filter' && by !== 't') {
    // A later filter passes an earlier one that stays.
    if (input.by === 't' && input.input.op === 'watermark') {
      return modelOf({ ...input, input: { op: 'filter', by, input: input.input } }, mode);
    }
  }
  if (input.op === 'window' && by === 'k') {
    return modelOf({ ...input, input: { op: 'filter', by, input: input.input } }, mode);
  }
  return new Filter(modelOf(input, mode), (row) => keeps(by, row));
}

/** The side of a join whose unmatched rows never come out is read without null keys (RULES 11c). */
function joinSide(step: Step, isFiltered: boolean, mode: Mode): Node {
  if (!isFiltered || step.op !== 'watermark') return modelOf(step, mode);
  const hasKey = ({ k, t }: Row): boolean => k !== null && t !== null;
  return new Filter(
    new Watermark(
      new Filter(modelOf(step.input, mode), ({ k }) => k !== null),
      step.delaySeconds * 1000,
    ),
    hasKey,
  );
}

abstract class Step1 implements Node {
  protected readonly input: Node;

  constructor(input: Node) {
    this.input = input;
  }

  abstract run(batch: Batch): readonly Row[];

  watermarkMs(globalMs: number): number | undefined {
    return this.input.watermarkMs(globalMs);
  }

  /** What the watermark of its input is, in microseconds, never below 1970. */
  protected inputMicros(globalMs: number): number {
    return Math.max(0, this.input.watermarkMs(globalMs) ?? 0) * MICROS_PER_MS;
  }

  get delayMs(): number {
    return this.input.delayMs;
  }

  wantsBatch(globalMs: number): boolean {
    return this.input.wantsBatch(globalMs);
  }

  get seenMs(): readonly (number | undefined)[] {
    return this.input.seenMs;
  }

  restart(): void {
    this.input.restart();
  }
}

class Source implements Node {
  readonly delayMs = 0;
  readonly seenMs: readonly undefined[] = [];
  readonly #stream: number;

  constructor(stream: number) {
    this.#stream = stream;
  }

  run({ rows }: Batch): readonly Row[] {
    return rows[this.#stream] ?? [];
  }

  watermarkMs(): undefined {
    return undefined;
  }

  wantsBatch(): boolean {
    return false;
  }

  restart(): void {}
}

class Filter extends Step1 {
  readonly #keeps: (row: Row) => boolean;

  constructor(input: Node, keepsRow: (row: Row) => boolean) {
    super(input);
    this.#keeps = keepsRow;
  }

  run(batch: Batch): readonly Row[] {
    return this.input.run(batch).filter(this.#keeps);
  }
}

class Watermark extends Step1 {
  readonly #delayMs: number;
  #seenMs: number | undefined;

  constructor(input: Node, delayMs: number) {
    super(input);
    this.#delayMs = delayMs;
  }

  run(batch: Batch): readonly Row[] {
    const rows = this.input.run(batch);
    for (const { t } of rows) {
      const ms = Math.floor((t ?? 0) / MICROS_PER_MS) - this.#delayMs;
      this.#seenMs = Math.max(this.#seenMs ?? ms, ms);
    }
    return rows;
  }

  override watermarkMs(globalMs: number): number {
    return globalMs;
  }

  override get delayMs(): number {
    return this.#delayMs;
  }

  override get seenMs(): readonly (number | undefined)[] {
    return [this.#seenMs];
  }

  override restart(): void {
    this.#seenMs = undefined;
  }
}

/** A step that has evicted up to some watermark, and wants a batch when it can evict more. */
abstract class Stateful extends Step1 {
  #evictedMicros = 0;

  protected abstract step(
    rows: readonly Row[],
    lateMicros: number,
    evictMicros: number,
  ): readonly Row[];

  run(batch: Batch): readonly Row[] {
    const evictMicros = this.inputMicros(batch.evictMs);
    this.#evictedMicros = evictMicros;
    return this.step(this.input.run(batch), this.inputMicros(batch.lateMs), evictMicros);
  }

  override wantsBatch(globalMs: number): boolean {
    return super.wantsBatch(globalMs) || this.inputMicros(globalMs) > this.#evictedMicros;
  }
}

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

class Windows extends Stateful {
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

class Sessions extends Stateful {
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

class Distinct extends Stateful {
  readonly #by: 'k' | 'kt' | 'within';
  /** By value: when it is forgotten. */
  readonly #seen = new Map<string, number>();

  constructor(input: Node, by: 'k' | 'kt' | 'within') {
    super(input);
    this.#by = by;
  }

  protected step(rows: readonly Row[], lateMicros: number, evictMicros: number): readonly Row[] {
    const first: Row[] = [];
    for (const row of rows) {
      const { t, k } = row;
      if (t !== null && t <= lateMicros) continue;
      const key = JSON.stringify(this.#by === 'kt' ? [k, t] : [k]);
      if (this.#seen.has(key)) continue;
      this.#seen.set(key, this.#expiry(t));
      first.push(row);
    }
    for (const [key, expiry] of this.#seen) if (expiry <= evictMicros) this.#seen.delete(key);
    return first;
  }

  #expiry(t: number | null): number {
    if (this.#by === 'within') return (t ?? 0) + this.delayMs * MICROS_PER_MS;
    return this.#by === 'kt' && t !== null ? t : Number.POSITIVE_INFINITY;
  }
}

/** A node with two inputs. */
abstract class Step2 implements Node {
  protected readonly inputs: readonly Node[];

  constructor(inputs: readonly Node[]) {
    this.inputs = inputs;
  }

  abstract run(batch: Batch): readonly Row[];

  watermarkMs(globalMs: number): number | undefined {
    const known = this.inputs
      .map((input) => input.watermarkMs(globalMs))
      .filter((ms) => ms !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  get delayMs(): number {
    return this.inputs[0]?.delayMs ?? 0;
  }

  wantsBatch(globalMs: number): boolean {
    return this.inputs.some((input) => input.wantsBatch(globalMs));
  }

  get seenMs(): readonly (number | undefined)[] {
    return this.inputs.flatMap(({ seenMs }) => seenMs);
  }

  restart(): void {
    for (const input of this.inputs) input.restart();
  }
}

class Union extends Step2 {
  run(batch: Batch): readonly Row[] {
    return this.inputs.flatMap((input) => input.run(batch));
  }
}

interface Stored {
  readonly row: Row;
  isMatched: boolean;
}

/** Equal keys, and the right up to a range later than the left. */
class Join extends Step2 {
  readonly #type: string;
  readonly #rangeMicros: number;
  #left: Stored[] = [];
  #right: Stored[] = [];
  #evictedMicros = 0;

  constructor(left: Node, right: Node, step: Extract<Step, { op: 'join' }>) {
    super([left, right]);
    this.#type = step.type;
    this.#rangeMicros = step.rangeSeconds * MICROS_PER_SECOND;
  }

  #inputMicros(globalMs: number): number {
    return Math.max(0, super.watermarkMs(globalMs) ?? 0) * MICROS_PER_MS;
  }

  override watermarkMs(globalMs: number): number | undefined {
    const input = super.watermarkMs(globalMs);
    return input === undefined ? undefined : input - this.#rangeMicros / MICROS_PER_MS - 1;
  }

  override wantsBatch(globalMs: number): boolean {
    return super.wantsBatch(globalMs) || this.#inputMicros(globalMs) > this.#evictedMicros;
  }

  #matches(left: Row, right: Row): boolean {
    if (left.k === null || left.k !== right.k || left.t === null || right.t === null) return false;
    return right.t >= left.t && right.t <= left.t + this.#rangeMicros;
  }

  run(batch: Batch): readonly Row[] {
    const [left = [], right = []] = this.inputs.map((input) => input.run(batch));
    const lateMicros = this.#inputMicros(batch.lateMs);
    const evictMicros = this.#inputMicros(batch.evictMs);
    this.#evictedMicros = evictMicros;
    const isOnTime = ({ t }: Row): boolean => t === null || t > lateMicros;
    const out: Row[] = [];
    for (const row of left.filter(isOnTime)) {
      const partners = this.#right.filter((stored) => this.#matches(row, stored.row));
      for (const partner of partners) {
        if (this.#type !== 'leftSemi') out.push(joined(row, partner.row));
      }
      if (this.#type === 'leftSemi' && partners.length > 0) out.push(row);
      else this.#left.push({ row, isMatched: partners.length > 0 });
    }
    for (const row of right.filter(isOnTime)) {
      for (const partner of this.#left.filter((stored) => this.#matches(stored.row, row))) {
        if (this.#type !== 'leftSemi') out.push(joined(partner.row, row));
        else if (!partner.isMatched) out.push(partner.row);
        partner.isMatched = true;
      }
      this.#right.push({ row, isMatched: false });
    }
    const isOver = ({ t }: Row, rangeMicros: number): boolean =>
      t !== null && t <= evictMicros - rangeMicros - MICROS_PER_MS;
    const [over, kept] = parted(this.#left, ({ row }) => isOver(row, this.#rangeMicros));
    if (this.#type === 'leftOuter') {
      for (const { row, isMatched } of over) if (!isMatched) out.push({ ...row, v: null });
    }
    this.#left = kept;
    this.#right = this.#right.filter(({ row }) => !isOver(row, 0));
    return out;
  }
}

/** The value of a pair is that of the right. */
function joined({ t, k }: Row, { v }: Row): Row {
  return { t, k, v };
}

function parted<T>(list: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] {
  return [list.filter(isFirst), list.filter((item) => !isFirst(item))];
}

class Limit extends Step1 {
  #left: number;

  constructor(input: Node, count: number) {
    super(input);
    this.#left = count;
  }

  run(batch: Batch): readonly Row[] {
    const rows = this.input.run(batch).slice(0, this.#left);
    this.#left -= rows.length;
    return rows;
  }
}

/** A query over a model: its batches one after the other, and at the end of a run those without data. */
export class ModelQuery {
  readonly batches: (readonly Row[])[] = [];
  readonly #root: Node;
  #watermarkMs = 0;
  #lateMs = 0;

  constructor(step: Step, mode: Mode) {
    this.#root = modelOf(step, mode);
  }

  /** One run: a batch for each element, then batches without data while one is wanted. */
  run(inputs: readonly (readonly (readonly Row[])[])[]): void {
    this.#root.restart();
    for (const rows of inputs) this.#batch(rows);
    while (this.#root.wantsBatch(this.#watermarkMs)) this.#batch([]);
  }

  #batch(rows: readonly (readonly Row[])[]): void {
    const evictMs = this.#watermarkMs;
    this.batches.push(this.#root.run({ rows, lateMs: this.#lateMs, evictMs }));
    this.#lateMs = evictMs;
    const seen = this.#root.seenMs.map((ms) => ms ?? 0);
    if (seen.length > 0) this.#watermarkMs = Math.max(this.#watermarkMs, Math.min(...seen));
  }
}
