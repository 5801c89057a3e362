import type { Dynamic } from '../expr/expr.ts';
import type { LogicalPlan, Relation } from '../plan/logical-plan.ts';
import type { Source } from '../sources/source.ts';
import type { Schema } from '../types/schema.ts';
import { callSite } from './call-site.ts';
import { DataFrame } from './data-frame.ts';
import { Eventual } from './eventual.ts';
import type { FrameRuntime } from './frame-runtime.ts';
import type { Mode, WithBadRecords } from './row-types.ts';

/** The row that a source gives. */
export type RowOfSource<S> = S extends Source<infer R> ? (unknown extends R ? Dynamic : R) : never;
/** The row of the bad records of a source, if its type tells. */
export type BadRowOfSource<S> = S extends { readonly badRecordSchema: Schema<infer B> }
  ? B
  : Dynamic;

/** A frame straight from a source: it can also have what did not fit the source's format. */
export type SourceFrame<R, Bad = Dynamic, M extends Mode = 'append' | 'update'> = DataFrame<
  R,
  never,
  M,
  WithBadRecords<Bad>
>;

/** A frame over data that has an end, straight from its source. */
export type BoundedFrame<R, Bad = Dynamic> = SourceFrame<R, Bad, 'bounded'>;

/** The frame of one read of a source that never ends. */
export function readStreaming<S extends Source>(
  source: S,
  runtime: FrameRuntime,
): SourceFrame<RowOfSource<S>, BadRowOfSource<S>> {
  return new DataFrame(relationOf(source, true, runtime), runtime);
}

/** The frame of what a source holds whenever it is read. */
export function readBounded<S extends Source>(
  source: S,
  runtime: FrameRuntime,
): BoundedFrame<RowOfSource<S>, BadRowOfSource<S>> {
  return new DataFrame(relationOf(source, false, runtime), runtime);
}

function relationOf(
  source: Source,
  isStreaming: boolean,
  runtime: FrameRuntime,
): Eventual<LogicalPlan> {
  const site = callSite();
  const sited = site === undefined ? {} : { callSite: site };
  const relation: Relation = { op: 'relation', source, isStreaming, ...sited };
  return source.schema === undefined
    ? Eventual.from<LogicalPlan>(() => runtime.discover(relation))
    : Eventual.of<LogicalPlan>(relation);
}
