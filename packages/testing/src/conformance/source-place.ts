import type { Source } from '@tidemark/core/connector';
import type { AnyRow } from '../compare-rows.ts';

/** A place that a source reads from, made anew for each law. */
export interface SourcePlace {
  readonly source: Source;
  /** Makes a few more rows available, other ones each time; resolves with them, as the source gives them. */
  add(): Promise<readonly AnyRow[]> | readonly AnyRow[];
  /** The same place through a source that takes at most `maxRows` of the suite in a batch. */
  readonly limited?: Source;
  close?(): Promise<void>;
}
