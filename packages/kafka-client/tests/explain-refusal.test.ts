// What a producer is told of that was refused, by what the coordinator knows of its transactional id.
import { expect, test } from 'vitest';
import { requestFailed } from '../src/connection/broker-connection.ts';
import type { KafkaConnection, TransactionState } from '../src/connection/kafka-connection.ts';
import { explainRefusal } from '../src/produce/explain-refusal.ts';

const INVALID_PRODUCER_EPOCH = 47;
const INVALID_TXN_STATE = 48;
const TRANSACTIONAL_ID_NOT_FOUND = 105;

const ME = { transactionalId: 'me', producerId: 7n, producerEpoch: 3 } as const;
const SETTINGS = { transactionalId: 'me', transactionTimeoutMs: 1_000 } as const;

/** The name of what becomes of an error code, in a transaction that was open for so long. */
async function explained(
  code: number,
  state: () => Partial<TransactionState> | undefined,
  openForMs = 2_000,
): Promise<unknown> {
  const partial: Partial<KafkaConnection> = {
    transactionState: async () => {
      const told = await Promise.resolve(state());
      return told && { state: 'CompleteAbort', producerId: 7n, producerEpoch: 4, ...told };
    },
  };
  const error = requestFailed('EndTxn', 'me', code);
  const found = await explainRefusal(partial as KafkaConnection, ME, SETTINGS, openForMs, error);
  return (found as { readonly condition: string }).condition;
}

test('aborted by the coordinator after the timeout: it timed out', async () => {
  expect(await explained(INVALID_PRODUCER_EPOCH, () => ({}))).toBe('KAFKA.TRANSACTION_TIMED_OUT');
});

test.each([
  ['the time was not over', {}, 999],
  ['the epoch was counted twice', { producerEpoch: 5 }, 2_000],
  ['another one has begun nothing yet', { state: 'Empty' }, 2_000],
  ['another one is writing', { state: 'Ongoing' }, 2_000],
  ['another id was given', { producerId: 8n, producerEpoch: 0 }, 2_000],
] as const)('%s: another producer took over', async (_, state, openForMs) => {
  expect(await explained(INVALID_PRODUCER_EPOCH, () => state, openForMs)).toBe('KAFKA.FENCED');
});

test('brokers that tell nothing leave the one answer that is safe', async () => {
  expect(await explained(INVALID_PRODUCER_EPOCH, () => undefined)).toBe('KAFKA.FENCED');
});

test('an id that was forgotten is no other producer: the error stays as it is, and a new producer may go on', async () => {
  const forgotten = (): never => {
    throw requestFailed('DescribeTransactions', 'me', TRANSACTIONAL_ID_NOT_FOUND);
  };
  expect(await explained(INVALID_PRODUCER_EPOCH, forgotten)).toBe('KAFKA.REQUEST_FAILED');
});

test('other errors are not explained', async () => {
  expect(await explained(INVALID_TXN_STATE, () => ({}))).toBe('KAFKA.REQUEST_FAILED');
});
