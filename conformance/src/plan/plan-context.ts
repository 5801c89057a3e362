import type { DataFrame, Dynamic, GroupedData, Mode, OutputMode } from '@tidemark/core';
import type { Compile } from '../expressions/expression.ts';
import type { Flags } from '../groups/state-functions.ts';

/** A frame whose columns only the scenario knows. */
export type Frame = DataFrame<Dynamic, string, OutputMode>;

/** What the nodes of a plan compile with. */
export interface PlanContext {
  /** The frame of a source: one for each name, so that a plan which names it twice reads it once. */
  readonly source: (name: string) => Frame;
  readonly expression: Compile;
  /** What the steps of the scenario tell its functions. */
  readonly flags: Flags;
}

/** Rows in groups. */
export type Groups<M extends Mode = OutputMode> = GroupedData<Dynamic, string, M, Dynamic, string>;
