import type { ApiRequest } from './api-request.ts';

/** The API and the first version of it that can tell a commit in doubt. */
export const OFFSET_FETCH_STABLE = { key: 9, version: 7 } as const;

export interface FetchedOffset {
  readonly errorCode: number;
  /** −1: nothing is committed. */
  readonly offset: number;
  readonly metadata: string | null;
}

/**
 * OffsetFetch, version 7, of one partition, with `require_stable`: while a transaction that commits for the group
 * is not settled there, the answer is UNSTABLE_OFFSET_COMMIT.
 *
 * A "flexible" version (KIP-482), for which kafkajs has no header: its request header lacks the list of tagged
 * fields at the end and its response header the one at the beginning. So both lists, empty, count as part of
 * the body here.
 */
export function offsetFetchRequest(
  groupId: string,
  topic: string,
  partition: number,
): ApiRequest<FetchedOffset | undefined> {
  return {
    ...OFFSET_FETCH_STABLE,
    name: 'OffsetFetch',
    write(to) {
      to.noTags();
      to.compactString(groupId);
      to.compactCount(1).compactString(topic).compactCount(1).int32(partition).noTags();
      to.int8(1).noTags(); // require stable
    },
    read(from) {
      from.skipTags();
      const throttleMs = from.int32();
      const topics = from.compactArray(() => {
        from.compactString();
        const partitions = from.compactArray(() => {
          const found = { partition: from.int32(), offset: from.int64() };
          from.int32(); // leader epoch
          const metadata = from.compactString();
          const errorCode = from.int16();
          from.skipTags();
          return { ...found, metadata, errorCode };
        });
        from.skipTags();
        return partitions;
      });
      const errorCode = from.int16();
      const found = topics.flat().find((candidate) => candidate.partition === partition);
      if (errorCode !== 0)
        return { throttleMs, response: { errorCode, offset: -1, metadata: null } };
      return { throttleMs, response: found };
    },
  };
}
