import { concatBatches } from '../columnar/concat.ts';
import { tableText } from '../columnar/table-text.ts';
import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import type { NamedExpr } from '../expr/node.ts';
import { defineSink, type Sink } from '../sinks/sink.ts';
import type { OutputMode } from '../types/output-mode.ts';
import { timeZone } from '../types/time-zone.ts';
import { DataStreamWriter } from './data-stream-writer.ts';
import type { OutputSpec } from './frame-runtime.ts';
import { PlannedFrame } from './planned-frame.ts';
import { print } from './print.ts';
import type { Accepts, Flatten, IfBounded, IfStream, Mode, WhyNotAppend } from './row-types.ts';

/** How an output differs from the usual. */
export interface WriteOptions<N> {
  /** Which rows the sink gets: final ones (`append`, unless said), changed ones, or all. */
  readonly outputMode?: N;
  /** Tells apart the sinks of one query, and finds each again after a restart. */
  readonly name?: string;
}

const WRITE_OPTIONS: OptionNames<WriteOptions<unknown>> = { outputMode: true, name: true };

/** Where the rows of a frame go: out of a query that streams, or into the hands of the caller. */
export abstract class FrameActions<R, M extends Mode> extends PlannedFrame<R> {
  /**
   * One output of a query, for `session.start({ outputs: [...] })`: frames over one read share it.
   *
   * @example
   * ```ts
   * await session.start({ outputs: [orders.writeTo(consoleSink()), byCountry.writeTo(table, { outputMode: 'update' })] });
   * ```
   */
  writeTo<S extends OutputMode, N extends M = Extract<M, 'append'>>(
    this: FrameActions<R, M> & IfStream<M>,
    sink: Sink<R, S> & Accepts<M, N, S>,
    options: WriteOptions<N | WhyNotAppend<M>> = {},
  ): OutputSpec {
    checkOptions('writeTo()', options, WRITE_OPTIONS);
    const { outputMode = 'append', name } = options;
    return {
      sink: sink as unknown as Sink,
      outputMode: outputMode as OutputMode,
      plan: this.streaming('writeTo()'),
      ...(name === undefined ? {} : { name }),
    };
  }

  /**
   * Spark's builder for a query with one output.
   *
   * @example
   * ```ts
   * await orders.writeStream.queryName('copy').checkpointLocation('./checkpoints/copy').start(consoleSink());
   * ```
   */
  get writeStream(): unknown extends IfStream<M> ? DataStreamWriter<R, M> : IfStream<M> {
    return new DataStreamWriter(this.streaming('writeStream'), this.runtime) as never;
  }

  /** Writes the rows of data that has an end; resolves when the sink has published them. */
  async write(this: FrameActions<R, M> & IfBounded<M>, sink: Sink<R>): Promise<void> {
    await this.runtime.write(await this.bounded('write()'), sink as unknown as Sink);
  }

  /** The rows of data that has an end, all in memory. */
  async collect(this: FrameActions<R, M> & IfBounded<M>): Promise<readonly Flatten<R>[]> {
    const rows = await this.runtime.collect(await this.bounded('collect()'));
    return rows as readonly Flatten<R>[];
  }

  /** The first rows of data that has an end. Which ones come first is not said, unless they are in an order. */
  async take(
    this: FrameActions<R, M> & IfBounded<M>,
    count: number,
  ): Promise<readonly Flatten<R>[]> {
    const input = await this.bounded('take()');
    const rows = await this.runtime.collect({ op: 'limit', count, input });
    return rows as readonly Flatten<R>[];
  }

  /** The first row of data that has an end; undefined where there is none. */
  async first(this: FrameActions<R, M> & IfBounded<M>): Promise<Flatten<R> | undefined> {
    const [row] = await this.take(1);
    return row;
  }

  /** The first row of data that has an end, or with a count the first ones: `first` or `take`. */
  head(this: FrameActions<R, M> & IfBounded<M>): Promise<Flatten<R> | undefined>;
  head(this: FrameActions<R, M> & IfBounded<M>, count: number): Promise<readonly Flatten<R>[]>;
  head(this: FrameActions<R, M> & IfBounded<M>, count?: number): Promise<unknown> {
    return count === undefined ? this.first() : this.take(count);
  }

  /** The last rows of data that has an end. All rows are read and held in memory. */
  async tail(
    this: FrameActions<R, M> & IfBounded<M>,
    count: number,
  ): Promise<readonly Flatten<R>[]> {
    const rows = await this.collect();
    return rows.slice(Math.max(0, rows.length - count));
  }

  /** True where data that has an end has no rows. */
  async isEmpty(this: FrameActions<R, M> & IfBounded<M>): Promise<boolean> {
    return (await this.take(1)).length === 0;
  }

  /** How many rows there are in data that has an end. */
  async count(this: FrameActions<R, M> & IfBounded<M>): Promise<number> {
    const input = await this.bounded('count()');
    const expr = { kind: 'aggregate', fn: 'count', args: [], isDistinct: false } as const;
    const aggregates: readonly NamedExpr[] = [{ name: 'count', expr }];
    const [row] = await this.runtime.collect({ op: 'aggregate', keys: [], aggregates, input });
    return (row as { readonly count: number }).count;
  }

  /** Prints the first rows of data that has an end as a table; long values are cut unless `truncate` is false. */
  async show(
    this: FrameActions<R, M> & IfBounded<M>,
    numRows = 20,
    truncate = true,
  ): Promise<void> {
    const input = await this.bounded('show()');
    const zone = timeZone(this.runtime.settings.timeZone);
    const printer = defineSink({
      name: 'show',
      outputModes: ['append'],
      write({ schema, recordBatches }) {
        print(tableText(concatBatches(schema, recordBatches), { numRows, truncate, zone }));
        return Promise.resolve();
      },
    });
    await this.runtime.write({ op: 'limit', count: numRows + 1, input }, printer);
  }
}
