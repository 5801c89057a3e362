import { CORRUPT_BATCH, DATA_LOSS, type DataLoss, READ_STALLED } from '../conditions.ts';
import { requestFailed } from '../connection/broker-connection.ts';
import type { KafkaConnection } from '../connection/kafka-connection.ts';
import { backoffMs } from '../connection/retry.ts';
import { ErrorCode, errorCodeName, isRetriable } from '../protocol/error-code.ts';
import type { FetchedPartition } from '../protocol/fetch.ts';
import type { Isolation } from '../protocol/isolation.ts';
import { type DecodeOptions, plainView } from '../record-batch/decode-record-batches.ts';
import { scanBatches } from './scan-batches.ts';

/**
 * So many fruitless answers in a row confirm what a single one only hints at: that nothing is left before the
 * end, or that the log is shorter than planned. After a change of leaders an answer may be behind for a moment.
 */
const CONFIRMING_EMPTY_ANSWERS = 2;
const CONFIRMING_SHORT_ANSWERS = 3;
/** A deadline alone proves nothing when it is the consumer that took its time. */
const MIN_TRIES_BEFORE_STALLED = 5;

/** Batches of one answer that are to be decoded. */
export interface ReadableBatches {
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
  readonly options: DecodeOptions;
}

/** What a cursor is told once. */
export interface CursorSettings {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly isolation: Isolation;
  readonly deadlineMs: number;
  readonly checkCrc: boolean;
  readonly maxDecompressedBytes: number | undefined;
  /** Undefined: a loss is an error. */
  readonly onDataLoss: ((loss: DataLoss) => void) | undefined;
}

/** How far the range of one partition has been read, and what its fruitless answers add up to. */
export class RangeCursor {
  readonly partition: number;
  readonly end: number;
  readonly #settings: CursorSettings;
  #position: number;
  #emptyAnswers = 0;
  #shortAnswers = 0;
  #crowdedOut = 0;
  #fruitless = 0;
  #fruitlessSinceMs = 0;
  #retryAtMs = 0;

  constructor(partition: number, start: number, end: number, settings: CursorSettings) {
    this.partition = partition;
    this.end = end;
    this.#position = start;
    this.#settings = settings;
  }

  get position(): number {
    return this.#position;
  }

  get isComplete(): boolean {
    return this.#position >= this.end;
  }

  /** How many answers in a row others have filled. The hungriest goes first: the first one named always gets a batch. */
  get hunger(): number {
    return this.#crowdedOut;
  }

  /** When it may be asked again, ms since the epoch. */
  get retryAtMs(): number {
    return this.#retryAtMs;
  }

  /**
   * Takes an answer for its position and moves on. Answers what to decode, undefined when there is nothing.
   *
   * @throws {@link DATA_LOSS} without a listener for it, {@link READ_STALLED}, {@link CORRUPT_BATCH}, and
   *   what `KafkaConnection.offsets` throws
   */
  async take(answer: FetchedPartition): Promise<ReadableBatches | undefined> {
    if (answer.errorCode === ErrorCode.NONE) return this.#takeRecords(answer);
    if (answer.errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) await this.#locateLog();
    else if (isRetriable(answer.errorCode)) this.#waitAndRetry(errorText(answer), answer.cause);
    else throw requestFailed('Fetch', this.#name, answer.errorCode);
    return undefined;
  }

  get #name(): string {
    return `${this.#settings.topic}-${this.partition}`;
  }

  #takeRecords(answer: FetchedPartition): ReadableBatches | undefined {
    const { topic, checkCrc, maxDecompressedBytes } = this.#settings;
    const { partition, end } = this;
    const bytes = plainView(answer.recordBytes);
    const options: DecodeOptions = {
      topic,
      partition,
      fromOffset: this.#position,
      toOffset: end,
      checkCrc,
      ...(maxDecompressedBytes === undefined ? {} : { maxDecompressedBytes }),
    };
    const scan = scanBatches(bytes, this.#position, end, answer.abortedTransactions, options);
    if (scan.nextOffset > this.#position) {
      this.#moveTo(scan.nextOffset);
      return { bytes, starts: scan.starts, options };
    }
    if (bytes.length > 0) {
      const reason = `the broker sent ${bytes.length} bytes without one whole batch at this offset`;
      throw CORRUPT_BATCH.error({ topic, partition, offset: this.#position, reason });
    }
    this.#takeNothing(answer);
    return undefined;
  }

  /** No error and no batch. Java's broker answers so when all up to the log's end was compacted away. */
  #takeNothing(answer: FetchedPartition): void {
    const { highWatermark, lastStableOffset, responseBytes } = answer;
    if (highWatermark < this.end) {
      this.#logIsShort(`its log ends at ${highWatermark}`);
    } else if (this.#settings.isolation === 'read_committed' && lastStableOffset < this.end) {
      this.#fruitlessAnswer(`a transaction is open from offset ${lastStableOffset} on`);
    } else if (responseBytes > 0) {
      this.#crowdedOut++;
    } else if (++this.#emptyAnswers >= CONFIRMING_EMPTY_ANSWERS) {
      this.#moveTo(this.end);
    } else {
      this.#fruitlessAnswer('the broker sent no records');
    }
  }

  /** The leader is asked where its log begins and ends before anything is called lost. */
  async #locateLog(): Promise<void> {
    const { connection, topic } = this.#settings;
    const partitions = [this.partition];
    const earliest = await connection.offsets(topic, partitions, 'earliest', 'read_uncommitted');
    const latest = await connection.offsets(topic, partitions, 'latest', 'read_uncommitted');
    const logStart = earliest.get(this.partition) ?? 0;
    const logEnd = latest.get(this.partition) ?? 0;
    if (logStart > this.#position) this.#lose(Math.min(logStart, this.end), 'retention');
    else if (logEnd < this.#position) this.#logIsShort(`its log ends at ${logEnd}`);
    else this.#waitAndRetry('the leader calls an offset inside its log out of range', undefined);
  }

  #logIsShort(reason: string): void {
    if (++this.#shortAnswers >= CONFIRMING_SHORT_ANSWERS) this.#lose(this.end, 'truncation');
    else this.#waitAndRetry(reason, undefined);
  }

  #lose(to: number, reason: DataLoss['reason']): void {
    const { onDataLoss, topic } = this.#settings;
    const loss = { topic, partition: this.partition, from: this.#position, to, reason };
    if (onDataLoss === undefined) throw DATA_LOSS.error(loss);
    onDataLoss(loss);
    this.#moveTo(to);
  }

  #moveTo(offset: number): void {
    this.#position = Math.min(offset, this.end);
    this.#emptyAnswers = 0;
    this.#shortAnswers = 0;
    this.#crowdedOut = 0;
    this.#fruitless = 0;
    this.#retryAtMs = 0;
  }

  #waitAndRetry(reason: string, cause: Error | undefined): void {
    const { retrying } = this.#settings.connection;
    this.#fruitlessAnswer(reason, cause);
    this.#retryAtMs = retrying.clock.nowMs() + backoffMs(this.#fruitless - 1, retrying);
  }

  #fruitlessAnswer(reason: string, cause?: Error): void {
    const { connection, deadlineMs, topic } = this.#settings;
    const nowMs = connection.retrying.clock.nowMs();
    if (this.#fruitless === 0) this.#fruitlessSinceMs = nowMs;
    this.#fruitless++;
    const waitedMs = nowMs - this.#fruitlessSinceMs;
    if (waitedMs < deadlineMs || this.#fruitless < MIN_TRIES_BEFORE_STALLED) return;
    const { end, partition } = this;
    throw READ_STALLED.error(
      { topic, partition, offset: this.#position, end, waitedMs, reason },
      { cause },
    );
  }
}

function errorText({ errorCode, cause }: FetchedPartition): string {
  return cause === undefined ? `the broker answers ${errorCodeName(errorCode)}` : cause.message;
}
