import type { Api } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';

/** Resource type of a topic; the other one that clients ask about is a broker. */
export const TOPIC_RESOURCE = 2;

interface ConfigResource {
  readonly resourceType: number;
  readonly resourceName: string;
}

export interface DescribedResource extends ConfigResource {
  /** Null asks for all. */
  readonly configNames: readonly string[] | null;
}

export interface DescribeConfigsRequest {
  readonly resources: readonly DescribedResource[];
}

export interface ConfigEntry {
  readonly name: string;
  readonly value: string | null;
  readonly isDefault: boolean;
}

export interface ResourceConfigs extends ConfigResource {
  readonly errorCode: ErrorCode;
  readonly entries: readonly ConfigEntry[];
}

export interface DescribeConfigsResponse {
  readonly resources: readonly ResourceConfigs[];
}

/** Where a value comes from, as numbers of the protocol. */
const SOURCE_TOPIC = 1;
const SOURCE_DEFAULT = 5;

/**
 * DescribeConfigs:
 *
 * ```
 * request  => [type int8, name string, [config string] nullable], include_synonyms boolean (v1+)
 * response => throttle_ms int32, [error_code int16, error_message nullable_string, type int8,
 *             name string, [config string, value nullable_string, read_only boolean,
 *             is_default boolean (v0), source int8 (v1+), is_sensitive boolean,
 *             [name string, value nullable_string, source int8] (v1+)]]
 * ```
 */
export const DescribeConfigs: Api<DescribeConfigsRequest, DescribeConfigsResponse> = {
  name: 'DescribeConfigs',
  key: 32,
  minVersion: 0,
  maxVersion: 2,
  readRequest: (reader) => ({
    resources: reader.readArray(() => ({
      resourceType: reader.readInt8(),
      resourceName: reader.readString(),
      configNames: reader.readNullableArray(() => reader.readString()),
    })),
  }),
  writeResponse: (writer, { resources }, version) => {
    writer.writeInt32(0).writeArray(resources, (resource) => {
      writer.writeInt16(resource.errorCode).writeString(null);
      writer.writeInt8(resource.resourceType).writeString(resource.resourceName);
      writer.writeArray(resource.entries, ({ name, value, isDefault }) => {
        writer.writeString(name).writeString(value).writeBoolean(false);
        if (version === 0) writer.writeBoolean(isDefault);
        else writer.writeInt8(isDefault ? SOURCE_DEFAULT : SOURCE_TOPIC);
        writer.writeBoolean(false);
        if (version >= 1) writer.writeInt32(0);
      });
    });
  },
  refuse: ({ resources }, errorCode) => ({
    resources: resources.map(({ resourceType, resourceName }) => ({
      errorCode,
      resourceType,
      resourceName,
      entries: [],
    })),
  }),
};
