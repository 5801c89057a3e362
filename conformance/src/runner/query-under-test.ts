import {
  availableNow,
  createSession,
  once,
  processingTime,
  type Session,
  type StreamingQuery,
  type StreamingQueryProgress,
  type Trigger,
} from '@tidemark/core';
import { expressionCompiler } from '../expressions/compile-expression.ts';
import type { Flags } from '../groups/state-functions.ts';
import { Difference, Skip } from '../outcome.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import type { Frame } from '../plan/plan-context.ts';
import {
  type Columns,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  type Scenario,
  type SourceSpec,
  type TriggerSpec,
} from '../scenario.ts';
import { type Failure, type Phase, rethrowIfSkip } from './failure.ts';
import type { FedSource } from './fed-source.ts';
import type { Output } from './output.ts';
import { CHECKPOINT, type World } from './world.ts';

/** What of the settings of a scenario a session takes. */
const SESSION_SETTINGS = new Set(['noDataBatches', 'multipleWatermarkPolicy']);

/** The streaming query of a scenario, over all its starts. */
export class QueryUnderTest {
  readonly world: World;
  readonly output: Output;
  readonly sources: ReadonlyMap<string, FedSource>;
  readonly outputMode: 'append' | 'update' | 'complete';
  plan: JsonObject;
  columns: Columns;
  /** An error that no `expectError` has taken yet. */
  failure: Failure | undefined;
  query: StreamingQuery | undefined;
  readonly #expression = expressionCompiler();
  readonly #trigger: TriggerSpec | undefined;
  #conf: JsonObject;
  #session: Session | undefined;
  /** The run whose failure has been taken. */
  #handled: StreamingQuery | undefined;
  readonly flags: Flags = { fail: false };
  /** Up to which report the batches were counted. */
  batchesSeen = 0;
  /** Up to which report the counts of state were added up. */
  statesSeen = 0;
  #reports: StreamingQueryProgress[] = [];
  /** How many reports came before the newest start. */
  #reportsBeforeRun = 0;

  constructor(
    scenario: Scenario,
    parts: {
      readonly world: World;
      readonly output: Output;
      readonly sources: ReadonlyMap<string, FedSource>;
    },
  ) {
    this.world = parts.world;
    this.output = parts.output;
    this.sources = parts.sources;
    this.plan = scenario.plan ?? {};
    this.columns = scenario.outputSchema ?? [];
    this.outputMode = scenario.outputMode ?? 'append';
    this.#trigger = scenario.trigger;
    this.#conf = scenario.conf ?? {};
  }

  /** The reports of all batches of all runs, oldest first. */
  reports(): readonly StreamingQueryProgress[] {
    const known = this.#reports.length - this.#reportsBeforeRun;
    this.#reports.push(...(this.query?.recentProgress ?? []).slice(known));
    return this.#reports;
  }

  get session(): Session {
    return (this.#session ??= this.#openSession());
  }

  source(name: string): FedSource {
    const source = this.sources.get(name);
    if (source === undefined) throw new TypeError(`the scenario has no source ${name}`);
    return source;
  }

  /** Does something that may fail: the error waits for an `expectError`. Nothing is done while one waits. */
  async attempt(phase: Phase, action: () => unknown): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await action();
    } catch (error) {
      if (error instanceof Difference) throw error;
      rethrowIfSkip(error);
      this.failure = { error, phase };
    }
  }

  /** Notes the failure of the running query, once. */
  watch(): void {
    const error = this.query?.exception ?? null;
    if (error === null || this.query === this.#handled || this.failure !== undefined) return;
    rethrowIfSkip(error);
    this.failure = { error, phase: 'run' };
  }

  /** Ends the query whose failure was expected. */
  async takeFailure(): Promise<void> {
    this.failure = undefined;
    this.#handled = this.query;
    await this.stop();
  }

  async start(spec: TriggerSpec | undefined = this.#trigger): Promise<void> {
    await this.attempt('conf', () => {
      this.#session = this.#openSession();
    });
    let frame: Frame | undefined;
    await this.attempt('build', () => {
      frame = this.frame();
    });
    await this.attempt('start', async () => {
      this.#reportsBeforeRun = this.reports().length;
      this.statesSeen = this.#reportsBeforeRun;
      this.query = undefined;
      this.query = await this.session.start({
        checkpointLocation: CHECKPOINT,
        trigger: triggerOf(spec),
        outputs: [(frame as Frame).writeTo(this.output.sink, { outputMode: this.outputMode })],
      });
    });
    await this.settle();
    this.watch();
  }

  /** The frame of the plan, made anew as by a program that starts. */
  frame(): Frame {
    const frames = new Map<string, Frame>();
    const open = (name: string): Frame => {
      const known = frames.get(name);
      if (known !== undefined) return known;
      const source = this.source(name);
      const { session } = this;
      const frame = source.isStreaming
        ? session.readStream(source.open()).dynamic()
        : (session.read(source.open()).dynamic() as unknown as Frame);
      frames.set(name, frame);
      return frame;
    };
    return compilePlan(this.plan, {
      source: open,
      expression: this.#expression,
      flags: this.flags,
    });
  }

  async stop(): Promise<void> {
    await this.query?.stop();
  }

  /** Waits until the query has done all that the time allows, and only waits for time. */
  async settle(): Promise<void> {
    const { query } = this;
    if (query?.isActive !== true) return;
    const ended = query.awaitTermination().then(
      () => undefined,
      () => undefined,
    );
    await Promise.race([this.world.clock.untilSleeping(), ended]);
  }

  async advance(ms: number): Promise<void> {
    await this.settle();
    // One advance fires at most one trigger, as the format says: the clock does not stop on the way.
    if (this.world.hasManualClock) this.world.clock.jump(ms);
    else await this.world.clock.advance(ms);
    await this.settle();
    this.watch();
  }

  /** What a restart may change besides. */
  change(options: JsonObject): void {
    const { plan, outputSchema, requestedConf } = options;
    if (isObject(plan)) this.plan = plan;
    if (outputSchema !== undefined) this.columns = outputSchema as unknown as Columns;
    if (isObject(requestedConf)) this.#conf = { ...this.#conf, ...requestedConf };
    const specs = isObject(options['sources']) ? options['sources'] : {};
    const histories = isObject(options['sourceHistory']) ? options['sourceHistory'] : {};
    for (const name of new Set([...Object.keys(specs), ...Object.keys(histories)])) {
      const source = this.source(name);
      if (source.change === undefined) throw new Skip(`source ${name} cannot change`);
      source.change(specs[name] as SourceSpec | undefined, historyOf(histories[name]));
    }
  }

  #openSession(): Session {
    for (const name of Object.keys(this.#conf)) {
      if (!SESSION_SETTINGS.has(name)) throw new Skip(`no such setting here: ${name}`);
    }
    return createSession({
      ports: this.world.ports(),
      durability: 'process',
      warn: () => undefined,
      ...(this.#conf as object),
    });
  }
}

function historyOf(history: Json | undefined): readonly Json[] | undefined {
  return history === undefined ? undefined : listOf(history);
}

function triggerOf(spec: TriggerSpec | undefined): Trigger {
  switch (spec?.type) {
    case 'once':
      return once();
    case 'availableNow':
      return availableNow();
    default:
      return processingTime(spec?.intervalMs ?? 0);
  }
}
