import type { ApiRequest } from './api-request.ts';
import { type Isolation, isolationLevel } from './isolation.ts';

/** Stands for a time in a ListOffsets request. */
export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;

export interface PartitionOffset {
  readonly partition: number;
  readonly errorCode: number;
  /** −1: no record has this time or a later one. */
  readonly offset: number;
}

/**
 * ListOffsets, version 3, for partitions of one topic led by the broker that is asked. Under `read_committed`
 * the latest offset is the last stable one (LSO), otherwise the high watermark.
 */
export function listOffsetsRequest(
  topic: string,
  partitions: readonly number[],
  timestampMs: number,
  isolation: Isolation,
): ApiRequest<readonly PartitionOffset[]> {
  return {
    key: 2,
    version: 3,
    name: 'ListOffsets',
    write(to) {
      to.int32(-1).int8(isolationLevel(isolation)); // replica: none
      to.array([topic], () =>
        to.string(topic).array(partitions, (partition) => to.int32(partition).int64(timestampMs)),
      );
    },
    read(from) {
      const throttleMs = from.int32();
      const topics = from.array(() => {
        from.string();
        return from.array(() => {
          const partition = from.int32();
          const errorCode = from.int16();
          from.int64(); // timestamp
          return { partition, errorCode, offset: from.int64() };
        });
      });
      return { throttleMs, response: topics.flat() };
    },
  };
}
