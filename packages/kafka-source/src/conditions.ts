import { Condition } from '@tidemark/core/connector';

/** A partition that the query was reading is gone. */
export const PARTITION_GONE: Condition<{ readonly topic: string; readonly partition: number }> =
  new Condition('KAFKA.PARTITION_GONE', {
    kind: 'connector',
    message: ({ topic, partition }) =>
      `The partition ${topic}-${partition}, which the query was reading, is gone; its topic was deleted or made anew.`,
    hint: 'Start with a new checkpoint. Set failOnDataLoss to false to go on with the partitions that are left.',
  });

/** The log of a partition ends before the point up to which it was read. */
export const OFFSETS_WENT_BACK: Condition<{
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly latest: number;
}> = new Condition('KAFKA.OFFSETS_WENT_BACK', {
  kind: 'connector',
  message: ({ topic, partition, from, latest }) =>
    `${topic}-${partition} was read up to offset ${from} and now ends at ${latest}; its topic was made anew, or a leader that lagged behind took over.`,
  hint: 'Start with a new checkpoint. Set failOnDataLoss to false to go on from where the log ends now.',
});

/** A topic has the name of the one that the query was reading, and is another one. */
export const TOPIC_RECREATED: Condition<{ readonly topic: string }> = new Condition(
  'KAFKA.TOPIC_RECREATED',
  {
    kind: 'connector',
    message: ({ topic }) =>
      `The topic "${topic}" was deleted and made anew since the query last looked; its offsets are those of another log.`,
    hint: 'Start with a new checkpoint. Set failOnDataLoss to false to go on in the new topic, behind the offset up to which the old one was read.',
  },
);

/** A file of the checkpoint that says which topics were read cannot be used. */
export const TOPIC_IDS_DAMAGED: Condition<{ readonly path: string; readonly reason: string }> =
  new Condition('KAFKA.TOPIC_IDS_DAMAGED', {
    kind: 'checkpoint',
    message: ({ path, reason }) =>
      `The checkpoint's list of topic ids, '${path}', cannot be trusted: ${reason}.`,
    hint: 'Restore the checkpoint from a backup. If no topic was made anew since, the file may also be deleted.',
  });

/** Another run of the query keeps the list of topic ids. */
export const TOPIC_IDS_TAKEN: Condition<{ readonly path: string }> = new Condition(
  'KAFKA.TOPIC_IDS_TAKEN',
  {
    kind: 'checkpoint',
    message: ({ path }) => `Another process wrote '${path}': the query runs twice.`,
    hint: 'Stop one of the two.',
  },
);

/** An option names no offset or time for a partition to start from. */
export const STARTING_OFFSET_MISSING: Condition<{
  readonly option: string;
  readonly topic: string;
  readonly partition: number;
}> = new Condition('KAFKA.STARTING_OFFSET_MISSING', {
  kind: 'connector',
  message: ({ option, topic, partition }) =>
    `${option} has no offset for ${topic}-${partition}, and every partition needs one.`,
  hint: 'Add it; as an offset -2 means the earliest, -1 the latest.',
});

/** No record is as new as the starting timestamp. */
export const NO_RECORD_AT_TIMESTAMP: Condition<{
  readonly topic: string;
  readonly partition: number;
  readonly timestampMs: number;
}> = new Condition('KAFKA.NO_RECORD_AT_TIMESTAMP', {
  kind: 'connector',
  message: ({ topic, partition, timestampMs }) =>
    `${topic}-${partition} has no record from ${new Date(timestampMs).toISOString()} or later.`,
  hint: 'Choose an earlier startingTimestampMs, startingOffsets, or the strategy latest.',
});

/** A record did not fit its format in mode FAILFAST. */
export const MALFORMED_RECORD: Condition<{
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
}> = new Condition('KAFKA.MALFORMED_RECORD', {
  kind: 'connector',
  message: ({ topic, partition, offset, reason }) =>
    `The record at offset ${offset} of ${topic}-${partition} does not fit the format: ${reason}.`,
  hint: "Correct the producer. To go on, read with mode 'DROPMALFORMED' and send badRecords() to a dead-letter topic.",
});
