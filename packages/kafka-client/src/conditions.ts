import { Condition } from '@tidemark/core/connector';

/** Names one partition the way people write it: `orders-3`. */
const at = (topic: string, partition: number): string => `${topic}-${partition}`;

/** Where in a topic something was found. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A partition grew past the largest record batch this reader is willing to unpack. */
export const BATCH_TOO_LARGE: Condition<RecordPosition & { readonly limitBytes: number }> =
  new Condition('KAFKA.BATCH_TOO_LARGE', {
    kind: 'connector',
    message: ({ topic, partition, offset, limitBytes }) =>
      `The compressed batch at offset ${offset} of ${at(topic, partition)} expands to more than ${limitBytes} bytes.`,
    hint: 'Raise maxDecompressedBytes if batches of that size are expected; a small batch that expands without end is an attack on memory.',
  });

/** The broker does not speak a version of a request that is needed. */
export const BROKER_TOO_OLD: Condition<{
  readonly broker: string;
  readonly request: string;
  readonly needed: number;
  readonly offered: number;
}> = new Condition('KAFKA.BROKER_TOO_OLD', {
  kind: 'connector',
  message: ({ broker, request, needed, offered }) =>
    `The broker ${broker} offers ${request} up to version ${offered}, and version ${needed} is needed.`,
  hint: 'Use Apache Kafka 2.3 or later, or a service compatible with it.',
});

/** kafkajs itself failed, in a way that is none of the others. */
export const CLIENT_ERROR: Condition<{
  readonly request: string;
  readonly target: string;
  readonly reason: string;
}> = new Condition('KAFKA.CLIENT_ERROR', {
  kind: 'connector',
  message: ({ request, target, reason }) => `${request} for "${target}" failed: ${reason}.`,
  hint: 'Check that ssl and sasl are what this listener of the broker expects.',
});

/** The installed kafkajs is not the one whose inner parts this package was written against. */
export const CLIENT_VERSION: Condition<{
  readonly found: string;
  readonly expected: string;
  readonly missing: string;
}> = new Condition('KAFKA.CLIENT_VERSION', {
  kind: 'connector',
  message: ({ found, expected, missing }) =>
    `kafkajs ${found} was loaded, but its inner parts are used and only those of ${expected} are known${missing === '' ? '' : `; "${missing}" is missing`}.`,
  hint: 'Install kafkajs exactly at 2.2.4, and remove overrides or resolutions that replace it.',
});

/** Something was asked of a connection or producer after it was closed. */
export const CLOSED: Condition<{ readonly what: string }> = new Condition('KAFKA.CLOSED', {
  kind: 'connector',
  message: ({ what }) => `The ${what} is closed.`,
  hint: 'Open a new one; a closed one cannot be used again.',
});

/** A record batch contradicts its checksum or its own format. */
export const CORRUPT_BATCH: Condition<RecordPosition & { readonly reason: string }> = new Condition(
  'KAFKA.CORRUPT_BATCH',
  {
    kind: 'connector',
    message: ({ topic, partition, offset, reason }) =>
      `The record batch at offset ${offset} of ${at(topic, partition)} is corrupt: ${reason}.`,
    hint: 'Check the disks of the partition leader; a healthy replica may be made leader. To go on without the batch, start a new query behind it.',
  },
);

/** Records that were planned to be read are no longer in the log. */
export const DATA_LOSS: Condition<DataLoss> = new Condition('KAFKA.DATA_LOSS', {
  kind: 'connector',
  message: (loss) => {
    const text = describeDataLoss(loss);
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  },
  hint: 'Raise the retention of the topic or read it sooner. Set failOnDataLoss to false to go on without these records.',
});

/** Records that were planned to be read and are gone: offsets `from` (inclusive) to `to` (exclusive). */
export interface DataLoss {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  /** `retention`: the start of the log moved on. `truncation`: the log ends before `to`, because it was cut or its topic made anew. */
  readonly reason: 'retention' | 'truncation';
}

/** Says a loss in one clause, as a log line wants it: `retention removed 12 records of orders-3: …`. */
export function describeDataLoss(loss: DataLoss): string {
  const where = at(loss.topic, loss.partition);
  const count = loss.to - loss.from;
  return loss.reason === 'retention'
    ? `retention removed ${count} records of ${where}: offsets ${loss.from} to ${loss.to - 1} are below the start of its log`
    : `the log of ${where} ends at ${loss.from}, ${count} records before the planned end ${loss.to}: it was truncated, or the topic was deleted and created anew`;
}

/** Another producer with the same transactional id took over. */
export const FENCED: Condition<{ readonly transactionalId: string }> = new Condition(
  'KAFKA.FENCED',
  {
    kind: 'connector',
    message: ({ transactionalId }) =>
      `Another producer took over the transactional id "${transactionalId}", or its transaction timed out; this one may no longer write.`,
    hint: 'Make sure that the query runs once only. If it does, raise transactionTimeoutMs above the time one batch takes.',
  },
);

/** An option has a value that cannot work. */
export const INVALID_OPTION: Condition<{ readonly option: string; readonly problem: string }> =
  new Condition('KAFKA.INVALID_OPTION', {
    kind: 'connector',
    message: ({ option, problem }) => `The Kafka option "${option}" ${problem}.`,
    hint: ({ option }) => `Correct "${option}".`,
  });

/** A broker answered in a way its protocol does not allow. */
export const MALFORMED_RESPONSE: Condition<{ readonly request: string; readonly reason: string }> =
  new Condition('KAFKA.MALFORMED_RESPONSE', {
    kind: 'connector',
    message: ({ request, reason }) => `The answer to ${request} cannot be read: ${reason}.`,
    hint: 'Check that the address is that of a Kafka broker and that no proxy changes the bytes.',
  });

/** One record is larger than the topic takes. */
export const MESSAGE_TOO_LARGE: Condition<{
  readonly topic: string;
  readonly partition: number;
  readonly sizeBytes: number;
  /** Undefined where the brokers do not tell it. */
  readonly limitBytes: number | undefined;
}> = new Condition('KAFKA.MESSAGE_TOO_LARGE', {
  kind: 'connector',
  message: ({ topic, partition, sizeBytes, limitBytes }) =>
    `A record of ${sizeBytes} bytes for ${at(topic, partition)} is larger than the topic accepts${limitBytes === undefined ? '' : `, ${limitBytes} bytes`}.`,
  hint: "Raise max.message.bytes of the topic, switch compression on, or write smaller records; with onTooLarge: 'deadLetter' the sink sends such a record to another topic.",
});

/** The brokers refuse these credentials, or what they are used for. */
export const NOT_AUTHORIZED: Condition<{ readonly operation: string; readonly reason: string }> =
  new Condition('KAFKA.NOT_AUTHORIZED', {
    kind: 'connector',
    message: ({ operation, reason }) => `The brokers refuse ${operation}: ${reason}.`,
    hint: 'Check ssl and sasl, and the ACLs of the user for topics, groups and transactional ids.',
  });

/** A producer was called out of turn. */
export const PRODUCER_STATE: Condition<{
  readonly producer: string;
  readonly call: string;
  readonly state: string;
}> = new Condition('KAFKA.PRODUCER_STATE', {
  kind: 'internal',
  message: ({ producer, call, state }) => `${call}() was called while the ${producer} is ${state}.`,
  hint: 'Call begin(), then send() and commitMarker(), then commit() or abort(), and await each.',
});

/** A producer met an error before, so what it wrote last is in doubt. */
export const PRODUCER_UNUSABLE: Condition<{ readonly producer: string }> = new Condition(
  'KAFKA.PRODUCER_UNUSABLE',
  {
    kind: 'connector',
    message: ({ producer }) =>
      `The ${producer} failed before, and whether its last write happened is not known here.`,
    hint: 'Close it and open a new one: that settles the old transaction; then the marker tells whether it was committed.',
  },
);

/** A partition gave no records for longer than the deadline although its range is not complete. */
export const READ_STALLED: Condition<
  RecordPosition & { readonly end: number; readonly waitedMs: number; readonly reason: string }
> = new Condition('KAFKA.READ_STALLED', {
  kind: 'connector',
  message: ({ topic, partition, offset, end, waitedMs, reason }) =>
    `Reading ${at(topic, partition)} made no progress from offset ${offset} towards ${end} for ${waitedMs} ms: ${reason}.`,
  hint: 'Check that the partition has a leader and that no transaction stays open; then start again, ranges are read anew without harm.',
});

/** A broker answered a request with an error code. */
export const REQUEST_FAILED: Condition<{
  readonly request: string;
  readonly target: string;
  readonly code: number;
  readonly codeName: string;
}> = new Condition('KAFKA.REQUEST_FAILED', {
  kind: 'connector',
  message: ({ request, target, code, codeName }) =>
    `${request} for "${target}" failed with ${codeName} (${code}).`,
  hint: ({ codeName }) => `Look up ${codeName} in the broker's log; it names the cause.`,
});

/** The connection cannot be made safe. */
export const TLS_FAILED: Condition<{ readonly broker: string; readonly reason: string }> =
  new Condition('KAFKA.TLS_FAILED', {
    kind: 'connector',
    message: ({ broker, reason }) =>
      `TLS with the Kafka broker "${broker}" could not be agreed: ${reason}.`,
    hint: "Give the certificate of the brokers' authority as ssl.ca, use a name that is in their certificate, and check that the port is that of a listener with TLS.",
  });

/** A transaction was open for too long. */
export const TRANSACTION_TIMED_OUT: Condition<{
  readonly transactionalId: string;
  readonly transactionTimeoutMs: number;
}> = new Condition('KAFKA.TRANSACTION_TIMED_OUT', {
  kind: 'connector',
  message: ({ transactionalId, transactionTimeoutMs }) =>
    `The broker aborted the transaction of "${transactionalId}": it was open for more than ${transactionTimeoutMs} ms.`,
  hint: 'Raise transactionTimeoutMs above the time one batch takes, or make batches smaller.',
});

/** No broker can be reached. */
export const UNREACHABLE: Condition<{ readonly brokers: string; readonly reason: string }> =
  new Condition('KAFKA.UNREACHABLE', {
    kind: 'connector',
    message: ({ brokers, reason }) => `No answer from the Kafka broker "${brokers}": ${reason}.`,
    hint: 'Check address and port, that the broker runs, that its advertised.listeners can be reached from here, and whether it wants ssl.',
  });

/** The topic has no such partition. */
export const UNKNOWN_PARTITION: Condition<{
  readonly topic: string;
  readonly partition: number;
  readonly partitionCount: number;
}> = new Condition('KAFKA.UNKNOWN_PARTITION', {
  kind: 'connector',
  message: ({ topic, partition, partitionCount }) =>
    `The topic "${topic}" has ${partitionCount} partitions and no partition ${partition}.`,
  hint: 'If the topic was created anew with fewer partitions, start the query with a new checkpoint.',
});

/** The brokers know no such topic. */
export const UNKNOWN_TOPIC: Condition<{ readonly topic: string; readonly brokers: string }> =
  new Condition('KAFKA.UNKNOWN_TOPIC', {
    kind: 'connector',
    message: ({ topic, brokers }) => `The brokers at "${brokers}" know no topic "${topic}".`,
    hint: 'Create the topic, or check its spelling and the ACLs: without the right to describe it a topic looks unknown.',
  });

/** A batch is compressed with something that cannot be unpacked here. */
export const UNSUPPORTED_CODEC: Condition<{
  readonly codec: string;
  /** What is compressed with it. */
  readonly of: string;
  readonly reason: string;
}> = new Condition('KAFKA.UNSUPPORTED_CODEC', {
  kind: 'connector',
  message: ({ codec, of, reason }) =>
    `The compression "${codec}" of ${of} cannot be used: ${reason}.`,
  hint: 'Install the package named above, or set compression.type of the topic and its producers to gzip, snappy, lz4, zstd or none.',
});

/** A batch is in a format from before Kafka 0.11. */
export const UNSUPPORTED_FORMAT: Condition<RecordPosition & { readonly magic: number }> =
  new Condition('KAFKA.UNSUPPORTED_FORMAT', {
    kind: 'connector',
    message: ({ topic, partition, offset, magic }) =>
      `The message at offset ${offset} of ${at(topic, partition)} has format ${magic}, from before Kafka 0.11; only format 2 can be read.`,
    hint: 'Set log.message.format.version of the topic to 0.11 or later and copy the old records into a new topic.',
  });
