import type { Api } from '../api.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { ErrorCode } from '../error-codes.ts';

/** What the three topic APIs answer for each topic. */
interface TopicResult {
  readonly topic: string;
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

export interface TopicResults {
  readonly results: readonly TopicResult[];
}

export interface NewTopic {
  readonly topic: string;
  /** -1 for the broker's default, or when `assignedPartitions` counts. */
  readonly partitions: number;
  readonly replicationFactor: number;
  /** How many partitions the request assigns by hand; which brokers it names is ignored. */
  readonly assignedPartitions: number;
  readonly configs: ReadonlyMap<string, string | null>;
}

export interface CreateTopicsRequest {
  readonly topics: readonly NewTopic[];
  readonly isValidateOnly: boolean;
}

export interface DeleteTopicsRequest {
  readonly topics: readonly string[];
}

export interface CreatePartitionsRequest {
  /** `partitions` is the new total. */
  readonly topics: readonly { readonly topic: string; readonly partitions: number }[];
  readonly isValidateOnly: boolean;
}

const refuseAll = (topics: readonly string[], errorCode: ErrorCode): TopicResults => ({
  results: topics.map((topic) => ({ topic, errorCode, errorMessage: null })),
});

function writeResults(writer: ByteWriter, { results }: TopicResults): void {
  writer.writeInt32(0).writeArray(results, ({ topic, errorCode, errorMessage }) => {
    writer.writeString(topic).writeInt16(errorCode).writeString(errorMessage);
  });
}

/**
 * CreateTopics:
 *
 * ```
 * request  => [topic string, partitions int32, replication_factor int16,
 *             [partition int32, [broker int32]], [config string, value nullable_string]],
 *             timeout_ms int32, validate_only boolean
 * response => throttle_ms int32, [topic string, error_code int16, error_message nullable_string]
 * ```
 */
export const CreateTopics: Api<CreateTopicsRequest, TopicResults> = {
  name: 'CreateTopics',
  key: 19,
  minVersion: 2,
  maxVersion: 3,
  readRequest: (reader) => {
    const topics = reader.readArray(() => ({
      topic: reader.readString(),
      partitions: reader.readInt32(),
      replicationFactor: reader.readInt16(),
      assignedPartitions: reader.readArray(() => {
        reader.readInt32();
        return reader.readArray(() => reader.readInt32());
      }).length,
      configs: new Map(
        reader.readArray(() => [reader.readString(), reader.readNullableString()] as const),
      ),
    }));
    reader.readInt32();
    return { topics, isValidateOnly: reader.readBoolean() };
  },
  writeResponse: writeResults,
  refuse: ({ topics }, errorCode) =>
    refuseAll(
      topics.map(({ topic }) => topic),
      errorCode,
    ),
};

/**
 * DeleteTopics:
 *
 * ```
 * request  => [topic string], timeout_ms int32
 * response => throttle_ms int32, [topic string, error_code int16]
 * ```
 */
export const DeleteTopics: Api<DeleteTopicsRequest, TopicResults> = {
  name: 'DeleteTopics',
  key: 20,
  minVersion: 1,
  maxVersion: 1,
  readRequest: (reader) => ({ topics: reader.readArray(() => reader.readString()) }),
  writeResponse: (writer, { results }) => {
    writer.writeInt32(0).writeArray(results, ({ topic, errorCode }) => {
      writer.writeString(topic).writeInt16(errorCode);
    });
  },
  refuse: ({ topics }, errorCode) => refuseAll(topics, errorCode),
};

/**
 * CreatePartitions:
 *
 * ```
 * request  => [topic string, count int32, [[broker int32]] nullable], timeout_ms int32,
 *             validate_only boolean
 * response => throttle_ms int32, [topic string, error_code int16, error_message nullable_string]
 * ```
 */
export const CreatePartitions: Api<CreatePartitionsRequest, TopicResults> = {
  name: 'CreatePartitions',
  key: 37,
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => {
    const topics = reader.readArray(() => {
      const topic = reader.readString();
      const partitions = reader.readInt32();
      reader.readNullableArray(() => reader.readArray(() => reader.readInt32()));
      return { topic, partitions };
    });
    reader.readInt32();
    return { topics, isValidateOnly: reader.readBoolean() };
  },
  writeResponse: writeResults,
  refuse: ({ topics }, errorCode) =>
    refuseAll(
      topics.map(({ topic }) => topic),
      errorCode,
    ),
};
