import type { ApiRequest } from './api-request.ts';
import type { ClusterMetadata } from './metadata.ts';

/** The API and the first version of it that both tells the id of a topic and is not a preview (KIP-516). */
export const METADATA_WITH_IDS = { key: 3, version: 12 } as const;

/** What an id of zeros, "none", looks like. */
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

/**
 * Metadata, version 12, of one topic: as `metadataRequest`, with the id of the topic. A "flexible" version, see
 * `offsetFetchRequest`.
 */
export function topicMetadataRequest(topic: string): ApiRequest<ClusterMetadata> {
  return {
    ...METADATA_WITH_IDS,
    name: 'Metadata',
    write(to) {
      to.noTags();
      to.compactCount(1).int64(0).int64(0).compactString(topic).noTags(); // id: none, by name
      to.int8(0).int8(0).noTags(); // allow_auto_topic_creation, include_topic_authorized_operations
    },
    read(from) {
      from.skipTags();
      const throttleMs = from.int32();
      const brokers = from.compactArray(() => {
        const nodeId = from.int32();
        const address = { nodeId, host: from.compactString() ?? '', port: from.int32() };
        from.compactString(); // rack
        from.skipTags();
        return address;
      });
      from.compactString(); // cluster id
      const controllerId = from.int32();
      const topics = from.compactArray(() => {
        const errorCode = from.int16();
        const name = from.compactString() ?? '';
        const id = from.uuid();
        const isInternal = from.boolean();
        const partitions = from.compactArray(() => {
          const found = { errorCode: from.int16(), partition: from.int32(), leader: from.int32() };
          from.int32(); // leader epoch
          for (let list = 0; list < 3; list++) from.compactArray(() => from.int32()); // replicas, in sync, offline
          from.skipTags();
          return found;
        });
        from.int32(); // authorized operations
        from.skipTags();
        return {
          topic: name,
          errorCode,
          isInternal,
          partitions,
          ...(id === NO_ID ? {} : { id }),
        };
      });
      return { throttleMs, response: { brokers, controllerId, topics } };
    },
  };
}
