import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchEcommerce } from './ecommerce/ecommerce.ts';
import { benchEngine } from './engine.ts';
import { benchImport } from './import-cost.ts';
import { benchMicroBatch } from './micro-batch.ts';
import { type Figures, report, resultOf } from './report.ts';
import { benchState } from './state/state.ts';

const ENGINE_ORDERS = 500_000;
const ECOMMERCE_ORDERS = 2_000_000;
const STATE_KEYS = 1_000_000;

type Benchmark = () => Figures | Promise<Figures>;

const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map<string, Benchmark>([
  ['ecommerce', () => benchEcommerce(ECOMMERCE_ORDERS)],
  ['engine', () => benchEngine(ENGINE_ORDERS)],
  ['import', benchImport],
  ['micro-batch', benchMicroBatch],
  ['state', () => benchState(STATE_KEYS)],
]);

const USAGE = `npm run bench -- NAME… [--json FILE]

  ecommerce     whole processes: the shop from Kafka to alerts and Parquet, against kafkajs by hand
  engine        bytes in memory to alerts and windowed revenue, against rows by hand
  import        what importing @tidemark/core costs over bare Node
  micro-batch   how long a durable batch of 1,000 rows takes
  state         a million keys: their memory, batches that touch them, eviction, restart
  all           these five

  --json FILE   also adds each result to FILE, as a line of JSON
  --help        prints this

benchmarks/README.md says what the figures mean.
`;

interface Asked {
  readonly names: readonly string[];
  readonly file: string | undefined;
}

/** What the words of the command line ask for, or what is wrong with them. */
function asked(): Asked | string {
  const options = { json: { type: 'string' }, help: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    if (values.help === true) return '';
    const names = positionals.includes('all') ? [...BENCHMARKS.keys()] : positionals;
    const unknown = names.find((name) => !BENCHMARKS.has(name));
    if (unknown !== undefined) return `there is no benchmark '${unknown}'`;
    if (names.length === 0) return 'name a benchmark';
    // npm runs this in its own folder; a file is meant where the user stands.
    const from = process.env['INIT_CWD'] ?? '.';
    return { names, file: values.json === undefined ? undefined : resolve(from, values.json) };
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
    const figures = await (BENCHMARKS.get(name) as Benchmark)();
    report(resultOf(name, figures), request.file);
  }
}
