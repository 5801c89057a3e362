import type { JsonObject, Scenario } from '../../src/scenario.ts';
import { Random } from '../random.ts';
import { chained, groupedJoins, unions } from './chained.ts';
import type { Family } from './draft.ts';
import type { Sources } from './frame.ts';
import { joins, tableJoins } from './joins.ts';
import { dedup, groups, limits, sessions, simple, windows } from './single-input.ts';
import { stateFunctions } from './state-functions.ts';
import { drawScript } from './steps.ts';

/** How often each family is drawn. Half of all is what is hardest: joins, sessions, duplicates, state functions. */
const FAMILIES: readonly (readonly [weight: number, name: string, family: Family])[] = [
  [20, 'join', joins],
  [10, 'session', sessions],
  [10, 'dedup', dedup],
  [10, 'state-function', stateFunctions],
  [14, 'window', windows],
  [10, 'chained', chained],
  [4, 'grouped-join', groupedJoins],
  [8, 'table-join', tableJoins],
  [6, 'union', unions],
  [5, 'group', groups],
  [3, 'simple', simple],
  [2, 'limit', limits],
];

/** A streaming scenario without answers; the seed fixes all of it. */
export function drawStream(seed: number, id: string): Scenario {
  const random = new Random(seed);
  const [name, family] = random.weighted(
    FAMILIES.map(([weight, ...rest]) => [weight, rest] as const),
  );
  const sources: Sources = new Map();
  const draft = family(random, sources);
  const { trigger, steps } = drawScript(random, draft, sources);
  const conf: JsonObject = {
    ...(random.chance(0.1) ? { noDataBatches: false } : {}),
    ...(JSON.stringify(draft.plan).split('"withWatermark"').length > 2 && random.chance(0.2)
      ? { multipleWatermarkPolicy: 'max' }
      : {}),
  };
  return {
    id: `own-stream/${name}-${id}`,
    group: 'own-stream',
    sources: Object.fromEntries(sources),
    plan: draft.plan,
    outputMode: draft.outputMode,
    ...(trigger === undefined ? {} : { trigger }),
    ...(Object.keys(conf).length === 0 ? {} : { conf }),
    steps,
  };
}
