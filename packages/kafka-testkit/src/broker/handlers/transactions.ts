import { ErrorCode } from '../../protocol/error-codes.ts';
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  EndTxn,
  InitProducerId,
  TxnOffsetCommit,
} from '../../protocol/messages/producer-transactions.ts';
import { mapPartitions } from '../../protocol/topic-entries.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';

export function transactionRoutes(cluster: Cluster): Route[] {
  const { transactions } = cluster;
  return [
    route(InitProducerId, (request, { brokerId }) => {
      const { transactionalId, transactionTimeoutMs } = request;
      // Any broker gives out the id of a producer without transactions.
      if (transactionalId !== null) {
        const errorCode = cluster.checkCoordinator(transactionalId, brokerId);
        if (errorCode !== ErrorCode.NONE) return InitProducerId.refuse(request, errorCode);
      }
      return transactions.initProducerId(transactionalId, transactionTimeoutMs);
    }),
    route(AddPartitionsToTxn, (request, { brokerId }) => {
      const notHere = cluster.checkCoordinator(request.transactionalId, brokerId);
      return {
        topics: mapPartitions(request.topics, (topic, { partition }) => ({
          partition,
          errorCode: notHere || transactions.addPartition(request, topic, partition),
        })),
      };
    }),
    route(AddOffsetsToTxn, (request, { brokerId }) => {
      const notHere = cluster.checkCoordinator(request.transactionalId, brokerId);
      return { errorCode: notHere || transactions.addGroup(request, request.groupId) };
    }),
    route(TxnOffsetCommit, (request, { brokerId }) => {
      const notHere = cluster.checkCoordinator(request.groupId, brokerId);
      return {
        topics: mapPartitions(request.topics, (topic, offset) => ({
          partition: offset.partition,
          errorCode: notHere || transactions.addOffset(request, request.groupId, topic, offset),
        })),
      };
    }),
    route(EndTxn, (request, { brokerId }) => {
      const notHere = cluster.checkCoordinator(request.transactionalId, brokerId);
      return { errorCode: notHere || transactions.end(request, request.isCommit) };
    }),
  ];
}
