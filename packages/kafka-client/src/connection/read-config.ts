import { NOT_AUTHORIZED } from '../conditions.ts';
import { configRequest, type DescribedConfig } from '../protocol/describe-configs.ts';
import { ErrorCode } from '../protocol/error-code.ts';
import { requestFailed } from './broker-connection.ts';
import type { BrokerPool } from './broker-pool.ts';
import type { Cluster } from './cluster.ts';

/** A setting of a topic; undefined when the brokers do not tell it to this user. */
export function topicConfig(
  pool: BrokerPool,
  topic: string,
  setting: string,
): Promise<string | undefined> {
  return orUntold(topic, () =>
    pool.onAny((broker) => broker.send(configRequest('topic', topic, setting))),
  );
}

/** A setting of the brokers, as one of them has it: a broker tells its own only. */
export function brokerConfig(cluster: Cluster, setting: string): Promise<string | undefined> {
  return orUntold(setting, async () => {
    const { brokers } = await cluster.metadata([]);
    const nodeId = brokers[0]?.nodeId ?? -1;
    const broker = await cluster.leader(nodeId, setting);
    return broker.send(configRequest('broker', String(nodeId), setting));
  });
}

/** It needs a right of its own, which a user that only reads and writes may lack. */
async function orUntold(
  target: string,
  ask: () => Promise<DescribedConfig>,
): Promise<string | undefined> {
  try {
    const { errorCode, value } = await ask();
    if (errorCode !== ErrorCode.NONE) throw requestFailed('DescribeConfigs', target, errorCode);
    return value;
  } catch (error) {
    if (NOT_AUTHORIZED.is(error)) return undefined;
    throw error;
  }
}
