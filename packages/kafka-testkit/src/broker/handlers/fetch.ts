import { ErrorCode } from '../../protocol/error-codes.ts';
import {
  Fetch,
  type FetchPartition,
  type FetchPartitionResponse,
  type FetchRequest,
  refuseFetchPartition,
} from '../../protocol/messages/fetch.ts';
import { mapPartitions, type TopicEntry } from '../../protocol/topic-entries.ts';
import type { Cluster } from '../cluster.ts';
import { type RequestContext, type Route, route } from '../route.ts';
import type { Partition } from '../topics.ts';

const READ_COMMITTED = 1;

interface Collected {
  readonly topics: readonly TopicEntry<FetchPartitionResponse>[];
  readonly sizeBytes: number;
  readonly hasError: boolean;
}

/**
 * Fetch with long polling: the answer waits until `minBytes` are there, for at most `maxWaitMs`.
 * An error in any partition is answered at once.
 */
export function fetchRoute(cluster: Cluster): Route {
  return route(Fetch, async (request, context) => {
    const isDone = ({ hasError, sizeBytes }: Collected): boolean =>
      hasError || sizeBytes >= request.minBytes || context.closed.aborted;
    let collected = collect(cluster, request, context.brokerId);
    if (!isDone(collected) && request.maxWaitMs > 0) {
      const { sleep } = cluster.options.timing;
      const waiting = new AbortController();
      const { signal } = waiting;
      let isLate = false;
      const timeout = (async () => {
        await sleep(request.maxWaitMs, signal);
        isLate = true;
      })();
      while (!isLate && !isDone(collected)) {
        // oxlint-disable-next-line no-await-in-loop -- every round waits for the next append
        await nextAppend(partitionsOf(cluster, request), timeout, context);
        collected = collect(cluster, request, context.brokerId);
      }
      waiting.abort(null);
    }
    return { errorCode: ErrorCode.NONE, topics: collected.topics };
  });
}

function collect(cluster: Cluster, request: FetchRequest, brokerId: number): Collected {
  let sizeBytes = 0;
  let hasError = false;
  const topics = mapPartitions(request.topics, (topic, asked) => {
    const led = cluster.ledBy(brokerId, topic, asked.partition);
    const errorCode = typeof led === 'number' ? led : checkPosition(led, asked);
    if (typeof led === 'number' || errorCode !== ErrorCode.NONE) {
      hasError = true;
      return refuseFetchPartition(asked.partition, errorCode);
    }
    const answer = readPartition(led, asked, request, sizeBytes);
    for (const slice of answer.records) sizeBytes += slice.length;
    return answer;
  });
  return { topics, sizeBytes, hasError };
}

function checkPosition(partition: Partition, asked: FetchPartition): ErrorCode {
  const { log, leaderEpoch } = partition;
  if (asked.currentLeaderEpoch >= 0 && asked.currentLeaderEpoch < leaderEpoch) {
    return ErrorCode.FENCED_LEADER_EPOCH;
  }
  if (asked.currentLeaderEpoch > leaderEpoch) return ErrorCode.UNKNOWN_LEADER_EPOCH;
  const isInside = asked.fetchOffset >= log.startOffset && asked.fetchOffset <= log.endOffset;
  return isInside ? ErrorCode.NONE : ErrorCode.OFFSET_OUT_OF_RANGE;
}

function readPartition(
  { log }: Partition,
  asked: FetchPartition,
  request: FetchRequest,
  answeredBytes: number,
): FetchPartitionResponse {
  const isCommitted = request.isolationLevel === READ_COMMITTED;
  const { lastStableOffset } = log;
  const upToOffset = isCommitted ? lastStableOffset : log.endOffset;
  const maxBytes = Math.max(0, Math.min(asked.maxBytes, request.maxBytes - answeredBytes));
  const read = log.read(asked.fetchOffset, upToOffset, maxBytes, answeredBytes === 0);
  return {
    partition: asked.partition,
    errorCode: ErrorCode.NONE,
    highWatermark: log.endOffset,
    lastStableOffset,
    logStartOffset: log.startOffset,
    abortedTransactions: isCommitted ? log.abortedIn(asked.fetchOffset, read.endOffset) : null,
    records: read.slices,
  };
}

function partitionsOf(cluster: Cluster, request: FetchRequest): Partition[] {
  return request.topics.flatMap(({ topic, partitions }) =>
    partitions.flatMap(({ partition }) => cluster.topics.partition(topic, partition) ?? []),
  );
}

function nextAppend(
  partitions: readonly Partition[],
  timeout: Promise<void>,
  { closed }: RequestContext,
): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      closed.removeEventListener('abort', finish);
      for (const stop of stopListening) stop();
      resolve();
    };
    const stopListening = partitions.map(({ log }) => log.onAppend(finish));
    closed.addEventListener('abort', finish);
    void timeout.then(finish);
  });
}
