import type { ApiRequest } from './api-request.ts';
import { type Isolation, isolationLevel } from './isolation.ts';

/** Where to read on in one partition. */
export interface FetchPosition {
  readonly partition: number;
  readonly offset: number;
}

/** Bounds of one fetch. */
export interface FetchLimits {
  readonly isolation: Isolation;
  /** How long a broker waits for `minBytes`, ms. */
  readonly maxWaitMs: number;
  readonly minBytes: number;
  /** Soft bound of one broker's answer: its first batch is sent even when larger (KIP-74). Compressed bytes. */
  readonly maxBytes: number;
  /** The same for one partition. */
  readonly partitionMaxBytes: number;
}

/** A transaction that was aborted, and the first offset it wrote to the partition. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** What a broker answered for one partition. */
export interface FetchedPartition {
  readonly partition: number;
  /** 0, or why there are no records. */
  readonly errorCode: number;
  /** What broke when `errorCode` is NETWORK_EXCEPTION. */
  readonly cause?: Error;
  /** −1 when not known, as with most errors; so are the two below. */
  readonly highWatermark: number;
  /** Where `read_committed` ends for now: the first offset of the oldest open transaction. */
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  /** Those overlapping the records, in the order in which they ended. Empty under `read_uncommitted`. */
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** Whole record batches, the last one possibly cut off; a view on the response. */
  readonly recordBytes: Uint8Array;
  /** Record bytes of all partitions in the same response: 0 shows that nobody used up the limit. */
  readonly responseBytes: number;
}

/** Fetch, version 11, without a fetch session, for partitions of one topic led by the broker that is asked. */
export function fetchRequest(
  topic: string,
  positions: readonly FetchPosition[],
  limits: FetchLimits,
): ApiRequest<readonly FetchedPartition[]> {
  return {
    key: 1,
    version: 11,
    name: 'Fetch',
    write(to) {
      to.int32(-1).int32(limits.maxWaitMs).int32(limits.minBytes).int32(limits.maxBytes);
      to.int8(isolationLevel(limits.isolation));
      to.int32(0).int32(-1); // session id and epoch: none
      to.array([topic], () =>
        to.string(topic).array(positions, ({ partition, offset }) => {
          to.int32(partition).int32(-1).int64(offset); // leader epoch: not checked
          to.int64(-1).int32(limits.partitionMaxBytes); // log start: only followers tell
        }),
      );
      to.array([], () => undefined).string(''); // forgotten topics, rack
    },
    read(from) {
      const throttleMs = from.int32();
      const errorCode = from.int16();
      from.int32(); // session id
      const topics = from.array(() => {
        from.string();
        return from.array(() => {
          const partition = from.int32();
          const partitionError = from.int16();
          const highWatermark = from.int64();
          const lastStableOffset = from.int64();
          const logStartOffset = from.int64();
          const abortedTransactions = from.array(() => ({
            producerId: from.int64(),
            firstOffset: from.int64(),
          }));
          from.int32(); // preferred read replica: a hint (KIP-392) that is not followed
          return {
            partition,
            errorCode: errorCode === 0 ? partitionError : errorCode,
            highWatermark,
            lastStableOffset,
            logStartOffset,
            abortedTransactions,
            recordBytes: from.bytes(),
          };
        });
      });
      const partitions = topics.flat();
      const responseBytes = partitions.reduce(
        (sum, { recordBytes }) => sum + recordBytes.length,
        0,
      );
      return {
        throttleMs,
        response: partitions.map((partition) => ({ ...partition, responseBytes })),
      };
    },
  };
}

/** The answer to a fetch that got none. */
export function failedFetch(partition: number, errorCode: number, cause: Error): FetchedPartition {
  return {
    partition,
    errorCode,
    cause,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    abortedTransactions: [],
    recordBytes: new Uint8Array(0),
    responseBytes: 0,
  };
}
