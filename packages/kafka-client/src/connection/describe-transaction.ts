import {
  DESCRIBE_TRANSACTIONS,
  describeTransactionRequest,
} from '../protocol/describe-transactions.ts';
import { ErrorCode } from '../protocol/error-code.ts';
import { type BrokerConnection, requestFailed } from './broker-connection.ts';
import type { TransactionState } from './kafka-connection.ts';

/** What the coordinator knows of a transactional id; undefined where it does not tell. */
export async function describeTransaction(
  broker: BrokerConnection,
  transactionalId: string,
): Promise<TransactionState | undefined> {
  if (!(await broker.offers(DESCRIBE_TRANSACTIONS))) return undefined;
  const found = await broker.send(describeTransactionRequest(transactionalId));
  if (found === undefined) return undefined;
  const { errorCode, state, producerId, producerEpoch } = found;
  if (errorCode !== ErrorCode.NONE) {
    throw requestFailed('DescribeTransactions', transactionalId, errorCode);
  }
  return { state, producerId: BigInt(producerId), producerEpoch };
}
