import { requireSchema } from '../analysis/schema-of.ts';
import { streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { COLUMNS_NOT_KNOWN, NOT_STREAMING, STREAMING_IN_BATCH } from '../errors/analysis.ts';
import { explain } from '../plan/explain.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { schemaTree } from '../plan/schema-tree.ts';
import { showType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { callSite } from './call-site.ts';
import type { Eventual } from './eventual.ts';
import type { FrameRuntime, OutputSpec } from './frame-runtime.ts';
import { print } from './print.ts';
import type { Name } from './row-types.ts';

/** A plan, and what can be said of it before it runs. */
export abstract class PlannedFrame<R> {
  /** @internal */
  protected readonly plan: Eventual<LogicalPlan>;
  /** @internal */
  protected readonly runtime: FrameRuntime;

  /** @internal */
  constructor(plan: Eventual<LogicalPlan>, runtime: FrameRuntime) {
    this.plan = plan;
    this.runtime = runtime;
  }

  /**
   * The columns of a row.
   *
   * @throws `PLAN.COLUMNS_NOT_KNOWN` where only opening a source can tell, see {@link discover}
   */
  schema(): Schema<R> {
    return requireSchema(this.#known(), this.runtime.settings) as Schema<R>;
  }

  /** The names of the columns, in order. */
  get columns(): readonly Name<R>[] {
    return this.schema().fields.map(({ name }) => name as Name<R>);
  }

  /** The names of the columns with their types as Spark writes them: `['price', 'double']`. */
  get dtypes(): readonly (readonly [name: Name<R>, type: string])[] {
    return this.schema().fields.map(({ name, dataType }) => [name as Name<R>, showType(dataType)]);
  }

  /** True where something that the frame reads never ends. */
  get isStreaming(): boolean {
    return streamingSourceOf(this.#known()) !== undefined;
  }

  /** Prints the columns as a tree, as Spark does. */
  printSchema(): void {
    print(schemaTree(this.schema()));
  }

  /** The plan as text, the last step first. */
  explain(): string {
    return explain(this.#known());
  }

  /** Asks the sources that have no schema for their columns, so that `schema` and `explain` can answer. */
  async discover(): Promise<this> {
    await this.plan.get();
    return this;
  }

  /** The plan with one more step, checked at once where the columns are known. */
  protected step(step: (input: LogicalPlan, schema: Schema) => LogicalPlan): Eventual<LogicalPlan> {
    const site = callSite();
    return this.plan.map((input) => {
      return this.checked(step(input, requireSchema(input, this.runtime.settings)), site);
    });
  }

  protected checked(plan: LogicalPlan, site: string | undefined): LogicalPlan {
    const sited = site === undefined ? plan : { ...plan, callSite: site };
    requireSchema(sited, this.runtime.settings);
    return sited;
  }

  #known(): LogicalPlan {
    const { known } = this.plan;
    if (known === undefined) throw COLUMNS_NOT_KNOWN.error({});
    return known;
  }

  /** The plan for a query that streams. */
  protected streaming(verb: string): OutputSpec['plan'] {
    const callSiteOfUse = callSite();
    const plan = this.plan.map((known) => {
      if (streamingSourceOf(known) !== undefined) return known;
      throw NOT_STREAMING.error({ verb, callSite: known.callSite ?? callSiteOfUse });
    });
    return () => plan.get();
  }

  /** The plan for a query that ends. */
  protected async bounded(verb: string): Promise<LogicalPlan> {
    const plan = await this.plan.get();
    const source = streamingSourceOf(plan);
    if (source !== undefined) throw STREAMING_IN_BATCH.error({ verb, source: source.description });
    return plan;
  }
}
