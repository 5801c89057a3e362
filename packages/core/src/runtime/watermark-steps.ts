import type { WatermarkFact } from '../checkpoint/commit-log.ts';
import type { BatchIntent, PartitionIntent, SourceIntent } from '../checkpoint/offset-log.ts';
import {
  type EventTimeWatermarkOperator,
  OTHER_ROWS,
  type WatermarkPartitions,
} from '../operators/stateful/event-time-watermark.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import { partitionName } from './partition-name.ts';
import { PartitionTimes } from './partition-times.ts';
import type { WatermarkReading } from './watermark-tracker.ts';

/** The watermark steps of a query, as the tracker wants to hear of them. */
export class WatermarkSteps {
  readonly #steps: readonly Step[];

  /** @param facts - what steps had seen when the newest batch was committed */
  constructor({ watermarks, scans }: PhysicalPlan, facts: readonly WatermarkFact[]) {
    this.#steps = watermarks.map((operator, step) => {
      const { partitions } = operator;
      if (partitions === undefined) return { operator, partitioned: undefined };
      const { column, idleAfterMs, relations } = partitions;
      const fact = facts.find((f) => f.step === step && f.column === column);
      const sources = scans.flatMap(({ relation }, i) => (relations.has(relation) ? [i] : []));
      const times = new PartitionTimes(idleAfterMs, fact);
      return { operator, partitioned: { step, partitions, sources, times } };
    });
  }

  /** What the steps saw in a batch that just ran. */
  read({ sources, batchTimeMs }: BatchIntent): readonly WatermarkReading[] {
    return this.#steps.map(({ operator, partitioned }) => {
      const { delayMs, stats, maxMsByPartition } = operator;
      if (partitioned === undefined) return { delayMs, maxMs: stats?.maxMs };
      const { times } = partitioned;
      times.update(partitionsOf(partitioned, sources), maxMsByPartition, batchTimeMs);
      return { delayMs, maxMs: times.reachedMs };
    });
  }

  /** True where a batch without rows at this time would move a watermark: partitions fell silent. */
  wouldMove(sources: readonly SourceIntent[], nowMs: number): boolean {
    return this.#steps.some(
      ({ partitioned }) =>
        partitioned?.times.wouldMove(partitionsOf(partitioned, sources), nowMs) === true,
    );
  }

  /** The partition that held the watermark back in the last batch, of the first step that tells. */
  get slowestPartition(): string | undefined {
    const step = this.#steps.find(({ partitioned }) => partitioned !== undefined);
    return step?.partitioned?.times.slowest;
  }

  /** What the commit of a batch says about them; nothing where no step tells partitions apart. */
  fact(): { readonly watermarks?: readonly WatermarkFact[] } {
    const watermarks = this.#steps.flatMap(({ partitioned }) =>
      partitioned === undefined ? [] : [factOf(partitioned)],
    );
    return watermarks.length === 0 ? {} : { watermarks };
  }
}

interface Step {
  readonly operator: EventTimeWatermarkOperator;
  readonly partitioned: PartitionedStep | undefined;
}

interface PartitionedStep {
  readonly step: number;
  readonly partitions: WatermarkPartitions;
  /** The numbers of the sources whose rows reach it with their partition. */
  readonly sources: readonly number[];
  readonly times: PartitionTimes;
}

/** The partitions that a step may get rows of, by their names in the query. */
function partitionsOf(
  { partitions: { hasOtherRows }, sources: numbers }: PartitionedStep,
  sources: readonly SourceIntent[],
): readonly PartitionIntent[] {
  const named = numbers.flatMap((i) =>
    (sources[i]?.partitions ?? []).map(({ partition, hasBacklog }) => ({
      partition: partitionName(i, partition),
      hasBacklog,
    })),
  );
  return hasOtherRows ? [...named, { partition: OTHER_ROWS, hasBacklog: false }] : named;
}

function factOf({ step, partitions: { column }, times }: PartitionedStep): WatermarkFact {
  const { reachedMs = null, facts } = times;
  return { step, column, reachedMs, partitions: facts };
}
