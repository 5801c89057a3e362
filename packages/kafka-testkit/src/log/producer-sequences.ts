import { ErrorCode } from '../protocol/error-codes.ts';
import type { StoredBatch } from './record-batch.ts';

/** Kafka remembers this many batches of a producer, as many as it may have in flight. */
const REMEMBERED_BATCHES = 5;
/** Sequences are int32 and start again at 0. */
const SEQUENCE_MODULUS = 2 ** 31;

interface RememberedBatch {
  readonly baseSequence: number;
  readonly lastOffsetDelta: number;
  readonly baseOffset: number;
}

interface ProducerState {
  readonly epoch: number;
  /** 0 until this epoch has written. */
  nextSequence: number;
  readonly recent: RememberedBatch[];
}

/** Accept it, answer as for the first copy, or refuse it. */
export type SequenceVerdict =
  | { readonly kind: 'append' }
  | { readonly kind: 'duplicate'; readonly baseOffset: number }
  | { readonly kind: 'refuse'; readonly errorCode: ErrorCode };

/** What a partition remembers of its idempotent producers. */
export class ProducerSequences {
  readonly #states = new Map<number, ProducerState>();

  judge(batch: StoredBatch): SequenceVerdict {
    const state = this.#states.get(batch.producerId);
    // A producer that the partition has never seen may start anywhere: its past may be deleted.
    if (state === undefined) return { kind: 'append' };
    if (batch.producerEpoch < state.epoch) {
      return { kind: 'refuse', errorCode: ErrorCode.INVALID_PRODUCER_EPOCH };
    }
    if (batch.producerEpoch === state.epoch) {
      const delta = batch.lastOffset - batch.baseOffset;
      const copy = state.recent.find(
        (seen) => seen.baseSequence === batch.baseSequence && seen.lastOffsetDelta === delta,
      );
      if (copy !== undefined) return { kind: 'duplicate', baseOffset: copy.baseOffset };
    }
    const expected = batch.producerEpoch === state.epoch ? state.nextSequence : 0;
    return batch.baseSequence === expected
      ? { kind: 'append' }
      : { kind: 'refuse', errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER };
  }

  /** Remembers a batch that has its place in the log. */
  remember(batch: StoredBatch): void {
    const state = this.#enter(batch.producerId, batch.producerEpoch);
    const lastOffsetDelta = batch.lastOffset - batch.baseOffset;
    state.nextSequence = (batch.baseSequence + lastOffsetDelta + 1) % SEQUENCE_MODULUS;
    state.recent.push({
      baseSequence: batch.baseSequence,
      lastOffsetDelta,
      baseOffset: batch.baseOffset,
    });
    if (state.recent.length > REMEMBERED_BATCHES) state.recent.shift();
  }

  /** A marker with a newer epoch shuts out the older one. */
  fence(producerId: number, producerEpoch: number): void {
    this.#enter(producerId, producerEpoch);
  }

  #enter(producerId: number, epoch: number): ProducerState {
    const known = this.#states.get(producerId);
    if (known !== undefined && known.epoch >= epoch) return known;
    const state: ProducerState = { epoch, nextSequence: 0, recent: [] };
    this.#states.set(producerId, state);
    return state;
  }
}
