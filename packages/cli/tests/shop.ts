import {
  availableNow,
  createSession,
  double,
  fileSource,
  foreachBatch,
  json,
  jsonSink,
  type OutputSpec,
  type QueryRequest,
  type Session,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { writeNewFile } from '@tidemark/core/connector';
import { count, sum, window } from '@tidemark/core/functions';
import { SimFs, type SimPorts, simPorts } from '@tidemark/testing';
import { type ExitCode, type Terminal, tidemark, type World } from '../src/index.ts';

export const CHECKPOINT = '/checkpoints/shop';
export const REVENUE = '/out/revenue';

const Order = schema({ category: string(), price: double(), event_time: timestamp() });

/** Revenue by windows of ten minutes, and the dear orders, from files of orders. */
export function outputsOf(
  session: Session,
  windowLength: '5 minutes' | '10 minutes' = '10 minutes',
): OutputSpec[] {
  const orders = session
    .readStream(fileSource({ path: '/in', format: json(Order), maxFilesPerTrigger: 1 }))
    .withWatermark('event_time', '10 minutes');
  const revenue = orders
    .groupBy((o) => ({ window: window(o.event_time, windowLength), category: o.category }))
    .agg((o) => ({ revenue: sum(o.price), orders: count() }))
    .select((r) => ({ at: r.window.start, category: r.category, revenue: r.revenue }));
  return [
    revenue.writeTo(jsonSink({ path: REVENUE }), { name: 'revenue' }),
    orders
      .filter((o) => o.price.gt(50))
      .writeTo(
        foreachBatch(() => Promise.resolve()),
        { name: 'alerts' },
      ),
  ];
}

export const request: Omit<QueryRequest, 'outputs'> = {
  checkpointLocation: CHECKPOINT,
  trigger: availableNow(),
};

/** A machine on which the query of a shop runs, and the command is called. */
export class Shop {
  readonly fs: SimFs;
  #seed: number;
  #files = 0;
  out = '';
  err = '';

  /** @param seed - of its first process; no two processes of a disk may have one */
  constructor(fs: SimFs = new SimFs(), seed: number = 0) {
    this.fs = fs;
    this.#seed = seed;
  }

  /** A new process of the machine. */
  ports(): SimPorts {
    return simPorts({ seed: ++this.#seed, fs: this.fs });
  }

  /** Orders of three categories, some minutes after noon. */
  async addOrders(...minutes: readonly number[]): Promise<void> {
    for (const minute of minutes) {
      const lines = ['food', 'home', 'toys'].map((category, i) =>
        JSON.stringify({
          category,
          price: minute + i,
          event_time: new Date(Date.UTC(2026, 0, 15, 12, minute)).toISOString(),
        }),
      );
      await this.fs.mkdir('/in');
      const name = `/in/${String(++this.#files).padStart(3, '0')}.json`;
      await writeNewFile(this.fs, name, new TextEncoder().encode(`${lines.join('\n')}\n`));
      for (const folder of ['/in', '/']) await this.fs.syncDir(folder);
    }
  }

  /** Runs the query until it has read what is there. */
  async run(ports: SimPorts = this.ports()): Promise<void> {
    // What the watermark had passed before is closed without waiting for more orders.
    const session = createSession({ ports, warn: () => undefined, pendingClose: true });
    const query = await session.start({ ...request, outputs: outputsOf(session) });
    await query.awaitTermination();
  }

  /** The command, as a new process; what it prints is in `out` and `err`. */
  async call(args: string, world: Partial<World> = {}): Promise<ExitCode> {
    const ports = world.ports ?? this.ports();
    [this.out, this.err] = ['', ''];
    const terminal: Terminal = {
      hasColours: false,
      out: (text) => {
        this.out += text;
      },
      err: (text) => {
        this.err += text;
      },
    };
    const importModule = (): Promise<never> => Promise.reject(new Error('no modules here'));
    return tidemark(['checkpoint', ...args.split(' ')], {
      ports,
      terminal,
      importModule,
      ...world,
    });
  }

  /** What the command prints with `--json`. */
  async json<T>(args: string): Promise<T> {
    await this.call(`${args} --json`);
    return JSON.parse(this.out) as T;
  }

  /** The rows that the log of the output names, sorted. */
  async revenue(): Promise<readonly string[]> {
    const session = createSession({ ports: this.ports(), warn: () => undefined });
    const Row = schema({ at: timestamp(), category: string(), revenue: double() });
    const rows = await session.read(fileSource({ path: REVENUE, format: json(Row) })).collect();
    return rows
      .map(
        ({ at, category, revenue }) => `${at?.toISOString().slice(11, 16)} ${category} ${revenue}`,
      )
      .sort();
  }

  async names(folder: string): Promise<readonly string[]> {
    return (await this.fs.readdir(folder)).map(({ name }) => name);
  }

  /** Changes the content of a file, as a broken disk does. */
  async change(path: string, content: (bytes: Uint8Array) => Uint8Array): Promise<void> {
    const bytes = await this.fs.readFile(path);
    await this.fs.unlink(path);
    await writeNewFile(this.fs, path, content(bytes));
  }

  /** Turns a bit in the middle of a file. */
  flip(path: string): Promise<void> {
    return this.change(path, (bytes) =>
      bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte)),
    );
  }

  cut(path: string): Promise<void> {
    return this.change(path, (bytes) => bytes.subarray(0, bytes.length >> 1));
  }
}
