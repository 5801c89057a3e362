import { availableNow } from '@tidemark/core';
import type { BuildPipeline } from '@tidemark/testing';
import { KAFKA_PIPELINES } from './kafka/kafka-pipelines.ts';
import type { NamedPipeline } from './named-pipeline.ts';
import { QUERIES, type QueryKind } from './queries.ts';
import { TARGETS, type TargetKind } from './targets.ts';

/** Every query with every target. */
const OWN_PIPELINES: readonly NamedPipeline[] = Object.entries(QUERIES).flatMap(
  ([queryName, query]) =>
    Object.entries(TARGETS).map(([targetName, target]) => ({
      name: `${queryName} -> ${targetName}`,
      build: pipelineOf(query, target),
      weight: 1,
    })),
);

function pipelineOf(queryKind: QueryKind, targetKind: TargetKind): BuildPipeline {
  return ({ random }) => {
    const query = queryKind(random);
    const targets = [targetKind.make('/out/0'), targetKind.make('/out/1')];
    const isPatient = random() < 0.3;
    const session = { pendingClose: random() < 0.2, noDataBatches: random() < 0.8 };
    return {
      isAllOnDisk: targetKind.isAllOnDisk,
      // Two outputs are shown one after the other.
      visibility: queryKind === QUERIES['two outputs'] ? 'rows' : targetKind.visibility,
      session,
      start: (processSession) => {
        const frames = query.frames(processSession);
        return processSession.start({
          checkpointLocation: '/checkpoint',
          ...(isPatient ? {} : { trigger: availableNow() }),
          outputs: frames.map((frame, i) =>
            frame.writeTo((targets[i] as (typeof targets)[number]).sink, { name: `output ${i}` }),
          ),
        });
      },
      closing: () => query.close(),
      output: async (reader) => {
        const read = await Promise.all(targets.map((target) => target.read(reader)));
        return read.flatMap((rows, i) => rows.map((row) => ({ output: i, row })));
      },
    };
  };
}

export const PIPELINES: readonly NamedPipeline[] = [...OWN_PIPELINES, ...KAFKA_PIPELINES];
