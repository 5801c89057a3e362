import { analyzeBounded } from '../analysis/analyze.ts';
import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { BAD_OPTION } from '../errors/option.ts';
import { optimize } from '../optimizer/optimize.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { nodePorts } from '../ports/node-ports.ts';
import type { Ports } from '../ports/ports.ts';
import { defineQuery, type SessionSettings } from '../runtime/define-query.ts';
import { discoverSchema } from '../runtime/discover-schema.ts';
import type { QueryDefinition } from '../runtime/query-definition.ts';
import { QueryManager } from '../runtime/query-manager.ts';
import { runBounded } from '../runtime/run-bounded.ts';
import type { StreamingQuery } from '../runtime/streaming-query.ts';
import type { MultipleWatermarkPolicy } from '../runtime/watermark-tracker.ts';
import { writeBounded } from '../runtime/write-bounded.ts';
import type { Source } from '../sources/source.ts';
import { timeZone } from '../types/time-zone.ts';
import type { FrameRuntime, OutputSpec, StartOptions } from './frame-runtime.ts';
import {
  type BadRowOfSource,
  type BoundedFrame,
  type RowOfSource,
  readBounded,
  readStreaming,
  type SourceFrame,
} from './source-frame.ts';

/** The options of {@link createSession}; everything has a default. */
export interface SessionOptions {
  /** IANA name of the zone in which text without a zone is read and times are written; default `UTC`. */
  readonly timeZone?: string;
  /** Overflow and bad casts are errors instead of wrapped or null (Spark: `spark.sql.ansi.enabled`); default false, as in Spark 3.5. */
  readonly ansi?: boolean;
  /**
   * What a committed batch survives: `power-loss` (default) syncs every file, `process` leaves that to
   * the system, so that a crash of the machine may lose the newest batches or the checkpoint.
   */
  readonly durability?: 'power-loss' | 'process';
  /** How the watermarks of several inputs become one: the slowest (`min`, default) or the fastest. */
  readonly multipleWatermarkPolicy?: MultipleWatermarkPolicy;
  /** Run batches without data when the watermark moved, so that windows close while a source pauses; default true. */
  readonly noDataBatches?: boolean;
  /**
   * After a restart, first close what the watermark of the run before had passed; Spark waits for the
   * next data. Default false, as in Spark.
   */
  readonly pendingClose?: boolean;
  /**
   * The most state that one query may hold, in bytes as stored; a query with more ends with
   * `STATE.TOO_LARGE` before it commits the batch, and from 80 % on warns. Default: no limit. In memory
   * state takes about one to two times as much.
   */
  readonly maxStateBytes?: number;
  /** Disk, time and randomness; tests put simulated ones here. */
  readonly ports?: Ports;
  /** Takes warnings; by default they go to `process.emitWarning`. */
  readonly warn?: (message: string) => void;
}

/** What {@link Session.start} takes. */
export interface QueryRequest extends StartOptions {
  /** The outputs, from `frame.writeTo(sink)`. All are at the same batch. */
  readonly outputs: readonly OutputSpec[];
}

const SESSION_OPTIONS: OptionNames<SessionOptions> = {
  timeZone: true,
  ansi: true,
  durability: true,
  multipleWatermarkPolicy: true,
  noDataBatches: true,
  pendingClose: true,
  maxStateBytes: true,
  ports: true,
  warn: true,
};

const REQUEST_OPTIONS: OptionNames<QueryRequest> = {
  outputs: true,
  name: true,
  checkpointLocation: true,
  trigger: true,
  allowPlanChange: true,
};

/** Where queries are made and run (Spark: SparkSession). It holds nothing open but its running queries. */
export class Session {
  readonly #settings: SessionSettings;
  readonly #queries = new QueryManager();
  readonly #runtime: FrameRuntime;

  /** @param startQuery - in place of running it */
  constructor(
    options: SessionOptions = {},
    startQuery?: (definition: QueryDefinition) => Promise<StreamingQuery>,
  ) {
    checkOptions('createSession()', options, SESSION_OPTIONS);
    const { durability = 'power-loss', timeZone: zone = 'UTC' } = options;
    timeZone(zone);
    this.#settings = {
      ports: options.ports ?? nodePorts({ durability }),
      settings: { timeZone: zone, ansi: options.ansi ?? false },
      multipleWatermarkPolicy: policyOf(options.multipleWatermarkPolicy),
      noDataBatches: options.noDataBatches ?? true,
      pendingClose: options.pendingClose ?? false,
      durability,
      maxStateBytes: positiveBytes('maxStateBytes', options.maxStateBytes),
      warn: options.warn ?? ((message) => process.emitWarning(message, 'TidemarkWarning')),
    };
    this.#runtime = this.#makeRuntime(
      startQuery ?? ((definition) => this.#queries.start(definition)),
    );
  }

  /** A frame over a source that never ends. Nothing is read before a query starts. */
  readStream<S extends Source>(source: S): SourceFrame<RowOfSource<S>, BadRowOfSource<S>> {
    return readStreaming(source, this.#runtime);
  }

  /** A frame over what a source holds when it is read. Every `collect`, `show` or `write` reads anew. */
  read<S extends Source>(source: S): BoundedFrame<RowOfSource<S>, BadRowOfSource<S>> {
    return readBounded(source, this.#runtime);
  }

  /**
   * Starts one query with all its outputs: one read of each source, one checkpoint, all outputs at
   * the same batch. Resolves when sources and sinks are open.
   *
   * @throws the conditions of `docs/errors.md` of kind `analysis`, and what opening throws
   */
  async start(request: QueryRequest): Promise<StreamingQuery> {
    checkOptions('session.start()', request, REQUEST_OPTIONS);
    const { outputs, ...options } = request;
    return this.#runtime.startQuery(outputs, options);
  }

  /** The queries that run now (Spark: `streams.active`). */
  get activeQueries(): readonly StreamingQuery[] {
    return this.#queries.active;
  }

  /** Stops all queries, each after the batch that is running. */
  stop(): Promise<void> {
    return this.#queries.stopAll();
  }

  #makeRuntime(startQuery: (definition: QueryDefinition) => Promise<StreamingQuery>): FrameRuntime {
    const session = this.#settings;
    const { settings, ports } = session;
    const prepared = (plan: LogicalPlan): LogicalPlan => {
      analyzeBounded(plan, settings);
      return optimize([plan], settings)[0] ?? plan;
    };
    return {
      settings,
      newSeed: () => seedOf(ports.rand),
      discover: (relation) => discoverSchema(relation, ports),
      startQuery: async (outputs, options) => {
        const requested = await Promise.all(
          outputs.map(async (output) => ({
            sink: output.sink,
            outputMode: output.outputMode,
            ...(output.name === undefined ? {} : { name: output.name }),
            plan: await output.plan(),
          })),
        );
        return startQuery(defineQuery(requested, options, session));
      },
      collect: async (plan) => [...(await runBounded(prepared(plan), settings, ports)).rows()],
      write: (plan, sink) => writeBounded(prepared(plan), sink, settings, ports),
    };
  }
}

/** The bits of a fresh UUID that are random. */
function seedOf(rand: Ports['rand']): string {
  return String(BigInt(`0x${rand.uuid().replaceAll('-', '').slice(-12)}`));
}

function positiveBytes(option: string, value: number | undefined): number | undefined {
  if (value === undefined || value > 0) return value;
  throw BAD_OPTION.error({ option, value: String(value), expected: 'a number of bytes above 0' });
}

/** The policy that is meant; the compiler is not there for everybody. */
function policyOf(policy: MultipleWatermarkPolicy = 'min'): MultipleWatermarkPolicy {
  if (policy === 'min' || policy === 'max') return policy;
  const option = 'multipleWatermarkPolicy';
  throw BAD_OPTION.error({ option, value: String(policy), expected: "'min' or 'max'" });
}

/**
 * Makes a session.
 *
 * @throws `EXPRESSION.BAD_TIME_ZONE` for a zone that does not exist, `OPTION.BAD_VALUE` for a policy or a
 *   limit that is none
 * @example
 * ```ts
 * const session = createSession({ timeZone: 'Europe/Amsterdam' });
 * ```
 */
export function createSession(options: SessionOptions = {}): Session {
  return new Session(options);
}
