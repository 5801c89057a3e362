import { readBatchHeader, validateProducedBatch } from '../../log/record-batch.ts';
import { ErrorCode } from '../../protocol/error-codes.ts';
import { Produce, type ProducePartitionResponse } from '../../protocol/messages/produce.ts';
import { mapPartitions } from '../../protocol/topic-entries.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';

/** A producer that asks for no acknowledgement gets no answer at all. */
const ACKS_NONE = 0;
const ACKS_LEADER = 1;
const ACKS_ALL = -1;

export function produceRoute(cluster: Cluster): Route {
  return route(Produce, ({ transactionalId, acks, topics }, { brokerId }) => {
    if (acks !== ACKS_NONE && acks !== ACKS_LEADER && acks !== ACKS_ALL) {
      return Produce.refuse({ transactionalId, acks, topics }, ErrorCode.INVALID_REQUIRED_ACKS);
    }
    const answers = mapPartitions(topics, (topic, { partition, records }) =>
      produce(cluster, brokerId, transactionalId, topic, partition, records),
    );
    return acks === ACKS_NONE ? undefined : { topics: answers };
  });
}

function produce(
  cluster: Cluster,
  brokerId: number,
  transactionalId: string | null,
  topic: string,
  partition: number,
  records: Buffer | null,
): ProducePartitionResponse {
  const refuse = (errorCode: ErrorCode) => ({
    partition,
    errorCode,
    baseOffset: -1,
    logStartOffset: -1,
  });
  const led = cluster.ledBy(brokerId, topic, partition);
  if (typeof led === 'number') return refuse(led);
  if (records === null) return refuse(ErrorCode.INVALID_RECORD);
  const maxMessageBytes = cluster.topics.topic(topic)?.maxMessageBytes ?? 0;
  const invalid = validateProducedBatch(records, maxMessageBytes);
  if (invalid !== ErrorCode.NONE) return refuse(invalid);

  const { isTransactional, producerId, producerEpoch } = readBatchHeader(records);
  if (isTransactional) {
    if (transactionalId === null) return refuse(ErrorCode.INVALID_TXN_STATE);
    const claim = { transactionalId, producerId, producerEpoch };
    const errorCode = cluster.transactions.checkProduce(claim, topic, partition);
    if (errorCode !== ErrorCode.NONE) return refuse(errorCode);
  }
  const { errorCode, baseOffset } = led.log.append(records, led.leaderEpoch);
  return { partition, errorCode, baseOffset, logStartOffset: led.log.startOffset };
}
