import { MICROS_PER_MS, MICROS_PER_SECOND, type Row, type Step } from './chain.ts';
import { type Batch, type Node, Step2 } from './node.ts';

interface Stored {
  readonly row: Row;
  isMatched: boolean;
}

/** Equal keys, and the right up to a range later than the left. */
export class Join extends Step2 {
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
