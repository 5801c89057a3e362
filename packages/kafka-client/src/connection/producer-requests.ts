import { REQUEST_FAILED, UNREACHABLE } from '../conditions.ts';
import { isStaleLeader } from '../protocol/error-code.ts';
import { produceRequest } from '../protocol/produce.ts';
import type { BrokerPool } from './broker-pool.ts';
import type { Cluster } from './cluster.ts';
import type { ProducerIdentity, ProducerRequests } from './kafka-connection.ts';

/** What kafkajs wants of a transaction in every call. */
function transactionOf({ transactionalId, producerId, producerEpoch }: ProducerIdentity): {
  transactionalId: string;
  producerId: string;
  producerEpoch: number;
} {
  return { transactionalId: transactionalId ?? '', producerId: String(producerId), producerEpoch };
}

/** The requests of a producer over a cluster. Transactions go to their coordinator, records to leaders. */
export function producerRequests(
  cluster: Cluster,
  pool: BrokerPool,
  requestTimeoutMs: number,
): ProducerRequests {
  return {
    async initProducerId(transactionalId, transactionTimeout) {
      const options = { transactionalId: transactionalId ?? undefined, transactionTimeout };
      const request = 'InitProducerId';
      const { producerId, producerEpoch } =
        transactionalId === null
          ? await pool.onAny((broker) =>
              broker.call(request, 'producer', (kafkajs) => kafkajs.initProducerId(options)),
            )
          : await cluster.onCoordinator('transaction', transactionalId, (broker) =>
              broker.call(request, transactionalId, (kafkajs) => kafkajs.initProducerId(options)),
            );
      return { transactionalId, producerId: BigInt(producerId), producerEpoch };
    },

    async addPartition(id, topic, partition) {
      const transaction = transactionOf(id);
      await cluster.onCoordinator('transaction', transaction.transactionalId, (broker) =>
        broker.call('AddPartitionsToTxn', transaction.transactionalId, (kafkajs) =>
          kafkajs.addPartitionsToTxn({
            ...transaction,
            topics: [{ topic, partitions: [partition] }],
          }),
        ),
      );
    },

    async produce(id, topic, partition, recordBatch) {
      const { transactionalId } = id;
      const request = produceRequest(topic, partition, recordBatch, {
        transactionalId,
        timeoutMs: requestTimeoutMs,
      });
      try {
        const [leader = -1] = (await cluster.byLeader(topic, [partition])).keys();
        const produced = await (await cluster.leader(leader, topic)).send(request);
        if (isStaleLeader(produced.errorCode)) cluster.forgetLeaders(topic);
        return produced;
      } catch (error) {
        if (UNREACHABLE.is(error) || REQUEST_FAILED.is(error)) cluster.forgetLeaders(topic);
        throw error;
      }
    },

    async addOffsets(id, groupId) {
      const transaction = transactionOf(id);
      await cluster.onCoordinator('transaction', transaction.transactionalId, (broker) =>
        broker.call('AddOffsetsToTxn', transaction.transactionalId, (kafkajs) =>
          kafkajs.addOffsetsToTxn({ ...transaction, groupId }),
        ),
      );
    },

    async commitOffset(id, groupId, topic, partition, { offset, metadata }) {
      const partitions = [{ partition, offset: String(offset), metadata }];
      await cluster.onCoordinator('group', groupId, (broker) =>
        broker.call('TxnOffsetCommit', groupId, (kafkajs) =>
          kafkajs.txnOffsetCommit({
            ...transactionOf(id),
            groupId,
            topics: [{ topic, partitions }],
          }),
        ),
      );
    },

    async endTransaction(id, outcome) {
      const transaction = transactionOf(id);
      await cluster.onCoordinator('transaction', transaction.transactionalId, (broker) =>
        broker.call('EndTxn', transaction.transactionalId, (kafkajs) =>
          kafkajs.endTxn({ ...transaction, transactionResult: outcome === 'commit' }),
        ),
      );
    },
  };
}
