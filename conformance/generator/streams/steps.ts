import type { JsonObject, SourceSpec, TriggerSpec } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import type { Draft } from './draft.ts';
import { RowFeed } from './rows.ts';

/** What the scenario does, and how its triggers fire. */
export interface Script {
  readonly trigger?: TriggerSpec;
  readonly steps: readonly JsonObject[];
}

const INTERVAL_MS = 1000;

/** Steps with empty expectations, for a real Spark to fill. */
export function drawScript(
  random: Random,
  draft: Draft,
  sources: ReadonlyMap<string, SourceSpec>,
): Script {
  const script = new ScriptWriter(random, draft, sources);
  if (draft.hasManualClock === true || random.chance(0.06)) return script.onManualClock();
  return random.chance(0.12) ? script.runToTheEnd() : script.live();
}

class ScriptWriter {
  readonly #random: Random;
  readonly #feeds: readonly (readonly [name: string, feed: RowFeed])[];
  readonly #isStateful: boolean;
  readonly #steps: JsonObject[] = [];
  #nowSeconds = 5;

  constructor(random: Random, draft: Draft, sources: ReadonlyMap<string, SourceSpec>) {
    this.#random = random;
    this.#feeds = [...sources]
      .filter(([, { static: isTable }]) => isTable !== true)
      .map(([name, spec]) => [name, new RowFeed(random, spec, draft.needsTimes === true)] as const);
    this.#isStateful = /"(groupBy|join|dropDup\w*|flatMap\w*|limit)"/.test(
      JSON.stringify(draft.plan),
    );
  }

  /** A query that runs all the time, and is restarted now and then. */
  live(): Script {
    const rounds = this.#random.int(3, 5);
    const endsFarAhead = this.#random.chance(0.5);
    for (let round = 0; round < rounds; round++) {
      if (round > 0) this.#maybeRestart();
      if (round === rounds - 1 && endsFarAhead) this.#nowSeconds += this.#random.int(40, 120);
      this.#add();
      this.#steps.push({ processAllAvailable: true });
      this.#look(true);
    }
    if (this.#random.chance(0.15)) this.#steps.push({ expectAll: null });
    return { steps: this.#steps };
  }

  /** A query started over and over, each time until what is there is done. */
  runToTheEnd(): Script {
    const type = this.#random.pick(['once', 'availableNow'] as const);
    for (let round = this.#random.int(3, 4); round > 0; round--) {
      this.#add();
      if (this.#random.chance(0.2)) this.#add();
      this.#steps.push({ startAndAwait: { trigger: { type } } });
      this.#look(true);
    }
    return { steps: this.#steps };
  }

  /** A query whose triggers fire when the clock says so. */
  onManualClock(): Script {
    const trigger = { type: 'processingTime', intervalMs: INTERVAL_MS, clock: 'manual' } as const;
    for (let round = this.#random.int(4, 7); round > 0; round--) {
      const isIdle = this.#random.chance(0.3);
      if (!isIdle) this.#add();
      const seconds = this.#random.weighted([
        [5, 1],
        [2, 4],
        [2, 11],
      ]);
      this.#steps.push({ advanceProcessingTime: seconds * INTERVAL_MS });
      this.#look(!isIdle);
      if (this.#random.chance(0.08)) this.#steps.push({ restart: true });
    }
    return { trigger, steps: this.#steps };
  }

  #add(): void {
    const random = this.#random;
    this.#nowSeconds += random.weighted([
      [6, random.int(2, 12)],
      [2, random.int(13, 40)],
      [1, 0],
    ]);
    if (random.chance(0.04)) {
      this.#steps.push({ add: Object.fromEntries(this.#feeds.map(([name]) => [name, []])) });
      return;
    }
    const all = this.#feeds.filter(() => random.chance(0.8));
    const fed = all.length === 0 ? [random.pick(this.#feeds)] : all;
    // Rows of several sources have to meet.
    const most = this.#feeds.length > 1 ? 8 : 6;
    const add = Object.fromEntries(
      fed.map(([name, feed]) => [name, feed.rows(this.#nowSeconds, most)]),
    );
    this.#steps.push({ add });
  }

  #look(hasRun: boolean): void {
    const random = this.#random;
    this.#steps.push({ expectNew: null });
    if (random.chance(0.75)) this.#steps.push({ expectWatermark: null });
    if (this.#isStateful && hasRun && random.chance(0.65)) this.#steps.push({ expectState: null });
    if (random.chance(0.4)) this.#steps.push({ expectBatches: null });
  }

  #maybeRestart(): void {
    const random = this.#random;
    if (!random.chance(0.15)) return;
    if (random.chance(0.35)) {
      this.#steps.push({ restart: { loseLastCommit: true } });
      return;
    }
    if (random.chance(0.6)) {
      this.#steps.push({ restart: true });
      return;
    }
    this.#steps.push({ restart: { doNotStart: true } });
    this.#add();
    // Before more rows come: they might go into the same batch, or into one of their own.
    this.#steps.push({ start: {} }, { processAllAvailable: true }, { expectNew: null });
  }
}
