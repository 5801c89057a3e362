import type { ApiRequest } from './api-request.ts';

/** Says that no member of a group asks. */
const NO_GENERATION = -1;

/** What a group has done of one topic: by partition the next offset. */
export interface TopicCommit {
  readonly topic: string;
  readonly offsets: ReadonlyMap<number, number>;
}

/**
 * OffsetCommit, version 5, for a group that has no members. Answers the first error code of a partition, 0 when
 * there is none.
 */
export function offsetCommitRequest(
  groupId: string,
  topics: readonly TopicCommit[],
): ApiRequest<number> {
  return {
    key: 8,
    version: 5,
    name: 'OffsetCommit',
    write(to) {
      to.string(groupId).int32(NO_GENERATION).string('');
      to.array(topics, ({ topic, offsets }) =>
        to
          .string(topic)
          .array([...offsets], ([partition, offset]) =>
            to.int32(partition).int64(offset).string(''),
          ),
      );
    },
    read(from) {
      const throttleMs = from.int32();
      const codes = from.array(() => {
        from.string();
        return from.array(() => {
          from.int32(); // partition
          return from.int16();
        });
      });
      return { throttleMs, response: codes.flat().find((code) => code !== 0) ?? 0 };
    },
  };
}
