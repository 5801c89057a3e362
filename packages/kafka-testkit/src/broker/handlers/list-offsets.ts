import { ErrorCode } from '../../protocol/error-codes.ts';
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  ListOffsets,
} from '../../protocol/messages/list-offsets.ts';
import { mapPartitions } from '../../protocol/topic-entries.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';

const READ_COMMITTED = 1;

export function listOffsetsRoute(cluster: Cluster): Route {
  return route(ListOffsets, ({ isolationLevel, topics }, { brokerId }) => ({
    topics: mapPartitions(topics, (topic, { partition, timestamp }) => {
      const answer = (errorCode: ErrorCode, offset = -1, timestampMs = -1) => ({
        partition,
        errorCode,
        timestamp: timestampMs,
        offset,
      });
      const led = cluster.ledBy(brokerId, topic, partition);
      if (typeof led === 'number') return answer(led);
      const { log } = led;
      // The latest offset for read committed is the end of what is decided.
      const latest = isolationLevel === READ_COMMITTED ? log.lastStableOffset : log.endOffset;
      if (timestamp === LATEST_TIMESTAMP) return answer(ErrorCode.NONE, latest);
      if (timestamp === EARLIEST_TIMESTAMP) return answer(ErrorCode.NONE, log.startOffset);
      const found = log.findByTimestamp(timestamp, latest);
      return answer(ErrorCode.NONE, found?.offset, found?.timestampMs);
    }),
  }));
}
