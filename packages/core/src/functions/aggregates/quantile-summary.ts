/*
 * The summary of Greenwald and Khanna, "Space-efficient Online Computation of Quantile Summaries"
 * (2001), with the buffering and the thresholds of Spark's QuantileSummaries, so that the same values
 * in the same order give the same quantiles.
 */

/** A value that was kept; `g` and `delta` bound its rank by those of its neighbours. */
export interface Sample {
  readonly value: number;
  readonly g: number;
  readonly delta: number;
}

/** How many values wait until they are sorted into the samples. */
const HEAD_SIZE = 50_000;
/** How many samples there may be before they are compressed. */
const COMPRESS_THRESHOLD = 10_000;

/** The values of one group, as many as its error needs. */
export class QuantileSummary {
  readonly #relativeError: number;
  #samples: readonly Sample[];
  /** How many values the samples stand for. */
  #count: number;
  #head: number[] = [];
  #isCompressed: boolean;

  constructor(relativeError: number, samples: readonly Sample[] = [], count = 0) {
    this.#relativeError = relativeError;
    this.#samples = samples;
    this.#count = count;
    this.#isCompressed = samples.length > 0;
  }

  insert(value: number): void {
    this.#head.push(value);
    this.#isCompressed = false;
    if (this.#head.length < HEAD_SIZE) return;
    this.#insertHead();
    if (this.#samples.length >= COMPRESS_THRESHOLD) this.#compress();
  }

  /** The samples that say everything about the values so far, and how many those are. */
  compressed(): { readonly samples: readonly Sample[]; readonly count: number } {
    if (!this.#isCompressed) this.#compress();
    return { samples: this.#samples, count: this.#count };
  }

  /** Adds the values of another summary of the same error. */
  merge(samples: readonly Sample[], count: number): void {
    const own = this.compressed();
    if (count === 0) return;
    const isEmpty = own.count === 0;
    this.#samples = isEmpty ? samples : mergedSamples(own, { samples, count }, this.#relativeError);
    this.#count = own.count + count;
    if (isEmpty) return;
    const threshold = 2 * this.#relativeError * this.#count;
    this.#samples = compressedSamples(this.#samples, threshold);
  }

  /** The values at some shares of the count, in the order of `percentages`; undefined for no values. */
  query(percentages: readonly number[]): readonly number[] | undefined {
    const { samples, count } = this.compressed();
    const [first] = samples;
    if (first === undefined) return undefined;
    const error = samples.reduce((most, { g, delta }) => Math.max(most, g + delta), 0) / 2;
    const order = percentages.map((_, i) => i).sort((a, b) => share(a) - share(b));
    function share(i: number): number {
      return percentages[i] as number;
    }
    const results: number[] = [];
    let at = { index: 0, minRank: first.g };
    for (const i of order) {
      const percentage = share(i);
      if (percentage <= this.#relativeError || samples.length === 1) results[i] = first.value;
      else if (percentage >= 1 - this.#relativeError) results[i] = samples.at(-1)?.value as number;
      else {
        at = sampleAt(samples, at, Math.ceil(percentage * count), error);
        results[i] = samples[at.index]?.value as number;
      }
    }
    return results;
  }

  #insertHead(): void {
    if (this.#head.length === 0) return;
    const sorted = Float64Array.from(this.#head).sort();
    const old = this.#samples;
    const samples: Sample[] = [];
    let next = 0;
    for (let i = 0; i < sorted.length; i++) {
      const value = sorted[i] as number;
      while (next < old.length && (old[next] as Sample).value <= value) {
        samples.push(old[next++] as Sample);
      }
      this.#count++;
      const isEdge = samples.length === 0 || (next === old.length && i === sorted.length - 1);
      const delta = isEdge ? 0 : Math.floor(2 * this.#relativeError * this.#count);
      samples.push({ value, g: 1, delta });
    }
    samples.push(...old.slice(next));
    this.#samples = samples;
    this.#head = [];
  }

  #compress(): void {
    this.#insertHead();
    this.#samples = compressedSamples(this.#samples, 2 * this.#relativeError * this.#count);
    this.#isCompressed = true;
  }
}

interface Position {
  readonly index: number;
  readonly minRank: number;
}

/** The first sample from `start` on whose rank is within `error` of `rank`; else the last. */
function sampleAt(
  samples: readonly Sample[],
  start: Position,
  rank: number,
  error: number,
): Position {
  let { index, minRank } = start;
  while (index < samples.length - 1) {
    const maxRank = minRank + (samples[index] as Sample).delta;
    if (maxRank - error <= rank && rank <= minRank + error) return { index, minRank };
    index++;
    minRank += (samples[index] as Sample).g;
  }
  return { index: samples.length - 1, minRank: 0 };
}

/** Neighbours put together while the error allows it, from the last to the first. Both ends stay. */
function compressedSamples(samples: readonly Sample[], threshold: number): readonly Sample[] {
  const [first] = samples;
  let head = samples.at(-1);
  if (first === undefined || head === undefined) return [];
  const kept: Sample[] = [];
  for (let i = samples.length - 2; i >= 1; i--) {
    const sample = samples[i] as Sample;
    if (sample.g + head.g + head.delta < threshold) head = { ...head, g: head.g + sample.g };
    else {
      kept.push(head);
      head = sample;
    }
  }
  kept.push(head);
  if (first.value <= head.value && samples.length > 1) kept.push(first);
  return kept.reverse();
}

interface Summed {
  readonly samples: readonly Sample[];
  readonly count: number;
}

/** The samples of both in order; a sample between those of the other side is as unsure as they are. */
function mergedSamples(own: Summed, other: Summed, relativeError: number): readonly Sample[] {
  const ownDelta = Math.floor(2 * relativeError * other.count);
  const otherDelta = Math.floor(2 * relativeError * own.count);
  const merged: Sample[] = [];
  let [i, j] = [0, 0];
  while (i < own.samples.length && j < other.samples.length) {
    const [a, b] = [own.samples[i] as Sample, other.samples[j] as Sample];
    const isOwn = a.value < b.value;
    const extra = isOwn ? (j > 0 ? ownDelta : 0) : i > 0 ? otherDelta : 0;
    const sample = isOwn ? a : b;
    merged.push({ ...sample, delta: sample.delta + extra });
    if (isOwn) i++;
    else j++;
  }
  return [...merged, ...own.samples.slice(i), ...other.samples.slice(j)];
}
