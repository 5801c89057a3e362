import { callsOf } from '../expr/extract-call.ts';
import { isGenerator } from '../expr/generator-call.ts';
import type { ExprNode } from '../expr/node.ts';
import type { Project } from '../plan/logical-plan.ts';
import { INT } from '../types/data-type.ts';
import { filtered } from './join-filters.ts';

/** Those that give no row for a list without elements. */
const INNER: ReadonlySet<string> = new Set(['explode', 'posexplode', 'inline']);

/**
 * Lets only rows into a generator that have elements. Below `withWatermark` such rows move no watermark,
 * so this is part of the meaning, and so is that it is only done where the generator reads a column as it
 * is (Spark: InferFiltersFromGenerate).
 */
export function withElements(project: Project): Project {
  const [generator] = callsOf(
    project.columns.map(({ expr }) => expr),
    isGenerator,
  );
  const [list] = generator?.args ?? [];
  if (generator === undefined || !INNER.has(generator.fn) || list?.kind !== 'column')
    return project;
  const size: ExprNode = { kind: 'call', fn: 'size', args: [list] };
  const zero: ExprNode = { kind: 'literal', value: 0, dataType: INT };
  const hasElements: ExprNode = { kind: 'call', fn: 'gt', args: [size, zero] };
  const isThere: ExprNode = { kind: 'call', fn: 'isNotNull', args: [list] };
  return { ...project, input: filtered(project.input, [hasElements, isThere]) };
}
