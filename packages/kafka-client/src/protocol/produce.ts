import type { ApiRequest } from './api-request.ts';

export interface ProducedBatch {
  readonly errorCode: number;
  /** Offset the broker gave the first record; −1 when it is not known. */
  readonly baseOffset: number;
}

/**
 * Produce, version 7, of one batch to one partition, acknowledged by all replicas in sync.
 *
 * Not kafkajs' producer: that one lays records on partitions anew at every retry and so loses and doubles them,
 * groups them in quadratic time and cannot write a null header.
 */
export function produceRequest(
  topic: string,
  partition: number,
  recordBatch: Uint8Array,
  options: { readonly transactionalId: string | null; readonly timeoutMs: number },
): ApiRequest<ProducedBatch> {
  return {
    key: 0,
    version: 7,
    name: 'Produce',
    sizeHintBytes: recordBatch.length + topic.length * 3 + 256,
    write(to) {
      to.string(options.transactionalId).int16(-1).int32(options.timeoutMs); // acks: all
      to.array([topic], () =>
        to.string(topic).array([partition], () => to.int32(partition).bytesField(recordBatch)),
      );
    },
    read(from) {
      const topics = from.array(() => {
        from.string();
        return from.array(() => {
          from.int32(); // partition
          const produced = { errorCode: from.int16(), baseOffset: from.int64() };
          from.int64(); // log append time
          from.int64(); // log start offset
          return produced;
        });
      });
      const response = topics.flat()[0] ?? { errorCode: -1, baseOffset: -1 };
      return { throttleMs: from.int32(), response };
    },
  };
}
