import type { Clock } from '@tidemark/core/connector';
import type { KafkaConnection } from '@tidemark/kafka-client';
import { MARKER_EXPIRED } from './conditions.ts';

const HOUR_MS = 3_600_000;
/** Kafka's default of `offsets.retention.minutes`, for brokers that do not tell theirs. */
const DEFAULT_RETENTION_MINUTES = 7 * 24 * 60;

/** Whose marker it is, and who knows how long markers are kept. */
export interface MarkerOwner {
  readonly connection: KafkaConnection;
  readonly clock: Clock;
  readonly transactionalId: string;
}

/**
 * Refuses a batch that runs again without a marker, if brokers may have forgotten the one it left. A marker is as
 * old as its batch at most: where that is younger than what brokers keep, no marker means that it was not
 * committed.
 *
 * @throws {@link MARKER_EXPIRED}
 */
export async function checkMarkerAge(
  { connection, clock, transactionalId }: MarkerOwner,
  batchId: number,
  batchTimeMs: number,
): Promise<void> {
  const minutes = Number(
    (await connection.brokerConfig('offsets.retention.minutes')) ?? Number.NaN,
  );
  const retentionMs = (minutes > 0 ? minutes : DEFAULT_RETENTION_MINUTES) * 60_000;
  const ageMs = clock.nowMs() - batchTimeMs;
  if (ageMs < retentionMs) return;
  const [ageHours, retentionHours] = [ageMs, retentionMs].map((ms) => Math.floor(ms / HOUR_MS));
  throw MARKER_EXPIRED.error({
    transactionalId,
    batchId,
    ageHours: ageHours as number,
    retentionHours: retentionHours as number,
  });
}
