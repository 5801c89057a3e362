// `npm run soak -- --kills 500`: kills a real query with SIGKILL again and again, and its Kafka with it,
// and compares what came out with what had to.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRand } from '@tidemark/testing';
import { Command, Option } from 'commander';
import { bundle } from '../process/bundle.ts';
import { randomDeaths } from './deaths.ts';
import { startInProcess, startReal } from './kafka-node.ts';
import { printVerdict, sumOf } from './print-verdict.ts';
import { showProgress } from './show-progress.ts';
import { Soak } from './soak.ts';

interface Flags {
  readonly kills: number;
  readonly kafka: 'in-process' | 'real';
  readonly kafkaVersion: string;
  readonly seed: number;
  readonly aimed: number;
  readonly brokerEvery: number;
  readonly rate: number;
  readonly minutes?: number;
  readonly keep?: true;
  readonly verbose?: true;
}

const number = (text: string): number => Number(text);

const command = new Command('soak')
  .description(
    'Kills a query with SIGKILL while it reads Kafka and writes Kafka and Parquet, restarts it at once, and restarts the broker ' +
      'the same way now and then. At the end each alert must be in the topic once, and the revenue of each window exact.',
  )
  .option('--kills <n>', 'how often the query is killed', number, 100)
  .addOption(
    new Option('--kafka <which>', 'the broker of the test kit, or Apache Kafka (Java 17 and Maven)')
      .choices(['in-process', 'real'])
      .default('in-process'),
  )
  .option('--kafka-version <version>', 'the version of Apache Kafka; implies --kafka real', '3.9.2')
  .option('--seed <n>', 'of the orders and of the deaths', number, 1)
  .option(
    '--aimed <share>',
    'of the kills: at a call to the disk or a request to Kafka',
    number,
    0.4,
  )
  .option('--broker-every <n>', 'kill the broker, too, with every n kills; 0 for never', number, 20)
  .option('--rate <n>', 'orders a second', number, 400)
  .option('--minutes <n>', 'stop killing after so long, and judge what came out by then', number)
  .option('--keep', 'keep the checkpoint and the files')
  .option('--verbose', 'a line for each kill')
  .addHelpText(
    'after',
    `
Exit code 1 when anything is lost, doubled or wrong, or when the query failed by itself.
The seed fixes the orders and the deaths; what a process does until it dies is up to the machine.`,
  );

async function main(): Promise<boolean> {
  const flags = command.parse().opts<Flags>();
  const isReal = flags.kafka === 'real' || command.getOptionValueSource('kafkaVersion') === 'cli';
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  const [program, kafka, directory] = await Promise.all([
    bundle('soak/query.ts'),
    isReal ? startReal(flags.kafkaVersion) : startInProcess(),
    mkdtemp(join(tmpdir(), 'tidemark-soak-')),
  ]);
  say(`${flags.kills} kills against ${kafka.name}, seed ${flags.seed}, in ${directory}`);
  const [dice, brokerDice] = [seededRand(flags.seed), seededRand(-flags.seed)];
  const soak = new Soak({
    kafka,
    directory,
    program,
    kills: flags.kills,
    killsPerBrokerRestart: flags.brokerEvery,
    recordsPerSecond: flags.rate,
    firstRecords: 8000,
    seed: flags.seed,
    deaths: randomDeaths(() => dice.next(), flags.aimed),
    random: () => brokerDice.next(),
    report: (event) => {
      if (flags.verbose === true || !/^(kill|broker)/.test(event)) say(event);
    },
  });
  const { minutes } = flags;
  if (minutes !== undefined) setTimeout(() => soak.stop(), minutes * 60_000).unref();
  const hideProgress = showProgress(() => soak.progress, flags.kills, say);
  try {
    const verdict = await soak.run();
    hideProgress();
    printVerdict(verdict, soak.progress, say);
    for (const failure of soak.failures) say(`failed by itself: it ${failure}`);
    const { lost, doubled, wrong } = sumOf(verdict);
    const { kills, brokerRestarts } = soak.progress;
    const also = wrong === 0 ? '' : `, ${wrong} wrong`;
    const failed = soak.failures.length === 0 ? '' : `, ${soak.failures.length} failures`;
    say(
      `${kills} kills, ${brokerRestarts} broker restarts, ${lost} lost, ${doubled} doubled${also}${failed}`,
    );
    const isRight = lost + doubled + wrong + soak.failures.length === 0;
    if (isRight && flags.keep !== true) await rm(directory, { recursive: true });
    return isRight;
  } catch (error) {
    say(`${(error as Error).message}\nIts files are kept in ${directory}`);
    return false;
  } finally {
    hideProgress();
    await kafka.stop();
  }
}

process.exitCode = (await main()) ? 0 : 1;
