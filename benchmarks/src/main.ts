import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchEcommerce } from './ecommerce/ecommerce.ts';
import { benchEngine } from './engine.ts';
import { benchImport } from './import-cost.ts';
import { benchMemory, type MemoryOptions } from './memory/memory.ts';
import { benchMicroBatch } from './micro-batch.ts';
import { benchRecovery } from './recovery/recovery.ts';
import { type Figures, report, resultOf } from './report.ts';
import { benchState } from './state/state.ts';

const ENGINE_ORDERS = 500_000;
const ECOMMERCE_ORDERS = 2_000_000;
const STATE_KEYS = 1_000_000;
const MEMORY_MINUTES = 30;

/** A backlog that no process of this size could hold, and a stream like that of a busy shop. */
const memoryOptions = (minutes: number): MemoryOptions => ({
  replayBytes: 2e9,
  sinks: ['slow', 'parquet'],
  minutes,
  rowsPerSecond: 20_000,
  brokers: process.env['TIDEMARK_KAFKA'],
});

/** What the words of the command line say beside names. */
interface Settings {
  readonly minutes: number;
}

type Benchmark = (settings: Settings) => Figures | Promise<Figures>;

const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map<string, Benchmark>([
  ['ecommerce', () => benchEcommerce(ECOMMERCE_ORDERS)],
  ['engine', () => benchEngine(ENGINE_ORDERS)],
  ['import', benchImport],
  ['memory', ({ minutes }) => benchMemory(memoryOptions(minutes))],
  ['micro-batch', benchMicroBatch],
  ['recovery', () => benchRecovery(STATE_KEYS)],
  ['state', () => benchState(STATE_KEYS)],
]);

const USAGE = `npm run bench -- NAME… [--json FILE]

  ecommerce     whole processes: the shop from Kafka to alerts and Parquet, against kafkajs by hand
  engine        bytes in memory to alerts and windowed revenue, against rows by hand
  import        what importing @tidemark/core costs over bare Node
  memory        2 GB from Kafka to slower sinks, then half an hour at 20,000 rows a second: the RSS
  micro-batch   how long a durable batch of 1,000 rows takes
  recovery      kill -9 with a million keys: how long until the next process has committed a batch
  state         a million keys: their memory, batches that touch them, eviction, restart
  all           these, without memory

  --minutes N   how long memory watches a stream, 30 unless said; 0 leaves it out
  --json FILE   also adds each result to FILE, as a line of JSON
  --help        prints this

benchmarks/README.md says what the figures mean.
`;

interface Asked extends Settings {
  readonly names: readonly string[];
  readonly file: string | undefined;
}

/** What the words of the command line ask for, or what is wrong with them. */
function asked(): Asked | string {
  const options = {
    json: { type: 'string' },
    minutes: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    if (values.help === true) return '';
    const inAll = [...BENCHMARKS.keys()].filter((name) => name !== 'memory');
    const names = positionals.includes('all') ? inAll : positionals;
    const minutes = Number(values.minutes ?? MEMORY_MINUTES);
    if (!(minutes >= 0)) return `--minutes is '${values.minutes}', which is no number of minutes`;
    const unknown = names.find((name) => !BENCHMARKS.has(name));
    if (unknown !== undefined) return `there is no benchmark '${unknown}'`;
    if (names.length === 0) return 'name a benchmark';
    // npm runs this in its own folder; a file is meant where the user stands.
    const from = process.env['INIT_CWD'] ?? '.';
    return {
      names,
      minutes,
      file: values.json === undefined ? undefined : resolve(from, values.json),
    };
  } catch (error) {
    return (error as Error).message;
  }
}

const request = asked();
if (request === '') process.stdout.write(USAGE);
else if (typeof request === 'string') {
  process.stderr.write(`${request}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  for (const name of request.names) {
    const figures = await (BENCHMARKS.get(name) as Benchmark)(request);
    report(resultOf(name, figures), request.file);
  }
}
