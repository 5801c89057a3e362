import { ErrorCode } from '../../protocol/error-codes.ts';
import {
  type ConfigEntry,
  DescribeConfigs,
  type DescribedResource,
  type ResourceConfigs,
  TOPIC_RESOURCE,
} from '../../protocol/messages/describe-configs.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';
import { MAX_MESSAGE_BYTES_CONFIG } from '../topics.ts';

export function configsRoute(cluster: Cluster): Route {
  return route(DescribeConfigs, ({ resources }) => ({
    resources: resources.map((resource) => describe(cluster, resource)),
  }));
}

function describe(cluster: Cluster, resource: DescribedResource): ResourceConfigs {
  const { resourceType, resourceName, configNames } = resource;
  const answer = (errorCode: ErrorCode, entries: readonly ConfigEntry[]) => ({
    resourceType,
    resourceName,
    errorCode,
    entries: entries.filter(({ name }) => configNames?.includes(name) ?? true),
  });
  if (resourceType !== TOPIC_RESOURCE) return answer(ErrorCode.NONE, brokerConfigs(cluster));
  const topic = cluster.topics.topic(resourceName);
  if (topic === undefined) return answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, []);
  const configs = new Map(
    topicDefaults(cluster).map((entry): [string, ConfigEntry] => [entry.name, entry]),
  );
  for (const [name, value] of topic.configs) configs.set(name, { name, value, isDefault: false });
  return answer(ErrorCode.NONE, [...configs.values()]);
}

const byDefault = (name: string, value: string): ConfigEntry => ({ name, value, isDefault: true });

/** What clients ask about. A test broker keeps everything, in the form in which it came. */
function topicDefaults(cluster: Cluster): ConfigEntry[] {
  return [
    byDefault('cleanup.policy', 'delete'),
    byDefault('compression.type', 'producer'),
    byDefault(MAX_MESSAGE_BYTES_CONFIG, String(cluster.options.maxMessageBytes)),
    byDefault('message.timestamp.type', 'CreateTime'),
    byDefault('min.insync.replicas', '1'),
    byDefault('retention.bytes', '-1'),
    byDefault('retention.ms', '-1'),
  ];
}

function brokerConfigs(cluster: Cluster): ConfigEntry[] {
  return [
    byDefault('auto.create.topics.enable', String(cluster.options.autoCreateTopics)),
    byDefault('message.max.bytes', String(cluster.options.maxMessageBytes)),
    byDefault('num.partitions', String(cluster.options.defaultPartitions)),
  ];
}
