import type { ApiRequest } from './api-request.ts';

/** The kinds of resources that have configurations; their numbers are the protocol's. */
const CONFIG_RESOURCE = { topic: 2, broker: 4 } as const;

export interface DescribedConfig {
  readonly errorCode: number;
  /** Undefined when the broker does not tell it. */
  readonly value: string | undefined;
}

/** DescribeConfigs, version 1, of one setting of a topic, or of the broker that is asked, by its number. */
export function configRequest(
  kind: keyof typeof CONFIG_RESOURCE,
  resource: string,
  setting: string,
): ApiRequest<DescribedConfig> {
  return {
    key: 32,
    version: 1,
    name: 'DescribeConfigs',
    write(to) {
      to.array([resource], () =>
        to
          .int8(CONFIG_RESOURCE[kind])
          .string(resource)
          .array([setting], () => to.string(setting)),
      );
      to.int8(0); // include_synonyms
    },
    read(from) {
      const throttleMs = from.int32();
      const resources = from.array(() => {
        const errorCode = from.int16();
        from.nullableString(); // error message
        from.int8(); // kind
        from.string(); // name
        const settings = from.array(() => {
          const found = { name: from.string(), value: from.nullableString() };
          from.boolean(); // read only
          from.int8(); // where it is from
          from.boolean(); // sensitive
          from.array(() => [from.string(), from.nullableString(), from.int8()]); // synonyms
          return found;
        });
        const value = settings.find(({ name }) => name === setting)?.value ?? undefined;
        return { errorCode, value };
      });
      return { throttleMs, response: resources[0] ?? { errorCode: 0, value: undefined } };
    },
  };
}
