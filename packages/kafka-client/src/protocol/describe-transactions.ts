import type { ApiRequest } from './api-request.ts';

/** Kafka 3.0 and later (KIP-664). */
export const DESCRIBE_TRANSACTIONS = { key: 65, version: 0 } as const;

/** What the coordinator knows of a transactional id. */
export interface TransactionDescription {
  readonly errorCode: number;
  /** `Empty`, `Ongoing`, `PrepareCommit`, `PrepareAbort`, `CompleteCommit`, `CompleteAbort`, … */
  readonly state: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** DescribeTransactions, version 0, of one transactional id. A "flexible" version, see `offsetFetchRequest`. */
export function describeTransactionRequest(
  transactionalId: string,
): ApiRequest<TransactionDescription | undefined> {
  return {
    ...DESCRIBE_TRANSACTIONS,
    name: 'DescribeTransactions',
    write(to) {
      to.noTags();
      to.compactCount(1).compactString(transactionalId).noTags();
    },
    read(from) {
      from.skipTags();
      const throttleMs = from.int32();
      const found = from.compactArray(() => {
        const errorCode = from.int16();
        from.compactString(); // transactional id
        const state = from.compactString() ?? '';
        from.int32(); // timeout
        from.int64(); // start
        const description = {
          errorCode,
          state,
          producerId: from.int64(),
          producerEpoch: from.int16(),
        };
        from.compactArray(() => {
          from.compactString(); // topic
          from.compactArray(() => from.int32()); // partitions
          from.skipTags();
        });
        from.skipTags();
        return description;
      });
      return { throttleMs, response: found[0] };
    },
  };
}
