import { FENCED, REQUEST_FAILED, TRANSACTION_TIMED_OUT } from '../conditions.ts';
import type { KafkaConnection, ProducerIdentity } from '../connection/kafka-connection.ts';
import { ErrorCode } from '../protocol/error-code.ts';

/** Who writes transactions, and how long one may be open. */
export interface TransactionSettings {
  readonly transactionalId: string;
  readonly transactionTimeoutMs: number;
}

/** Codes that tell a producer that its id is no longer the current one. */
const FENCING: ReadonlySet<number> = new Set([
  ErrorCode.INVALID_PRODUCER_EPOCH,
  ErrorCode.INVALID_PRODUCER_ID_MAPPING,
  ErrorCode.TRANSACTION_COORDINATOR_FENCED,
  ErrorCode.PRODUCER_FENCED,
]);

/**
 * The error of a call in a transaction, made clear. A producer hears the same codes in three cases, and may go on
 * after two of them:
 *
 * - Another one took over: `KAFKA.FENCED`.
 * - The transaction was open for too long. The coordinator aborted it and counted the epoch up by one; whoever
 *   takes over counts once more, or leaves an empty transaction: `KAFKA.TRANSACTION_TIMED_OUT`.
 * - Nothing was written for `transactional.id.expiration.ms`, 7 days, and the id was forgotten: the error itself.
 *
 * Brokers that do not tell the state of transactions leave only the first.
 */
export async function explainRefusal(
  connection: KafkaConnection,
  { producerId, producerEpoch }: ProducerIdentity,
  { transactionalId, transactionTimeoutMs }: TransactionSettings,
  openForMs: number,
  error: unknown,
): Promise<unknown> {
  if (!REQUEST_FAILED.is(error) || !FENCING.has(error.parameters.code)) return error;
  try {
    const now = await connection.transactionState(transactionalId);
    const wasAborted =
      now?.state === 'CompleteAbort' &&
      now.producerId === producerId &&
      now.producerEpoch === producerEpoch + 1;
    if (wasAborted && openForMs >= transactionTimeoutMs) {
      return TRANSACTION_TIMED_OUT.error(
        { transactionalId, transactionTimeoutMs },
        { cause: error },
      );
    }
  } catch (failure) {
    if (isForgotten(failure)) return error;
    // That the state is not to be had leaves the first case.
  }
  return FENCED.error({ transactionalId }, { cause: error });
}

function isForgotten(error: unknown): boolean {
  return REQUEST_FAILED.is(error) && error.parameters.code === ErrorCode.TRANSACTIONAL_ID_NOT_FOUND;
}
