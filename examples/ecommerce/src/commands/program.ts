import { Command } from 'commander';
import * as flags from './flags.ts';

const EXAMPLES = `
Examples:
  npm start                                          the whole job in one process, nothing else needed
  npm start -- --orders 1000000                      more of it
  npm run ecommerce -- produce --brokers host:9092   the same in parts, against a Kafka cluster:
  npm run ecommerce -- stream                          alerts and revenue, until Ctrl-C
  npm run ecommerce -- report                          what the Parquet files say`;

/** Each command with its flags. What a command does is loaded when it runs, so help is there at once. */
export function createProgram(): Command {
  const program = new Command('ecommerce')
    .description(
      "A shop's orders as a stream: alerts, revenue per minute, and the analytics on top.",
    )
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(add --help to see all flags)')
    .configureHelp({ showGlobalOptions: false });

  command(
    program,
    'demo',
    'everything at once, with a Kafka broker in this process (the default command)',
  )
    .addOption(flags.csvFlag())
    .addOption(flags.presetFlag())
    .addOption(flags.ordersFlag())
    .addOption(flags.seedFlag())
    .addOption(flags.startTimeFlag())
    .addOption(flags.rateFlag())
    .addOption(flags.thresholdFlag())
    .addOption(flags.windowFlag())
    .addOption(flags.delayFlag())
    .addOption(flags.triggerFlag())
    .addOption(flags.maxOffsetsFlag())
    .addOption(flags.outFlag('.tidemark/demo'))
    .addOption(flags.checkpointFlag())
    .addOption(flags.reportJsonFlag())
    .addOption(flags.alertsToFlag())
    .addOption(flags.noBrokersFlag())
    .addOption(flags.crashTestFlag())
    .option('--keep', 'keep this run: the next demo goes elsewhere instead of replacing it')
    .action(async (options) => (await import('./demo.ts')).demo(options));

  command(program, 'produce', 'send orders to the topic')
    .addOption(flags.brokersFlag())
    .addOption(flags.csvFlag())
    .addOption(flags.presetFlag())
    .addOption(flags.ordersFlag())
    .addOption(flags.seedFlag())
    .addOption(flags.startTimeFlag())
    .addOption(flags.rateFlag())
    .addOption(flags.closingOrderFlag())
    .addOption(flags.windowFlag())
    .addOption(flags.delayFlag())
    .action(async (options) => (await import('./produce.ts')).produce(options));

  command(program, 'stream', 'the main job: alerts, revenue, dead letters; until Ctrl-C')
    .addOption(flags.brokersFlag())
    .addOption(flags.thresholdFlag())
    .addOption(flags.windowFlag())
    .addOption(flags.delayFlag())
    .addOption(flags.triggerFlag())
    .addOption(flags.maxOffsetsFlag())
    .addOption(flags.outFlag('.tidemark/shop'))
    .addOption(flags.checkpointFlag())
    .addOption(flags.reportJsonFlag())
    .addOption(flags.alertsToFlag())
    .action(async (options) => (await import('./stream.ts')).stream(options));

  command(program, 'alerts', 'show the alerts in the topic')
    .addOption(flags.brokersFlag())
    .addOption(flags.alertsToFlag())
    .option('--follow', 'go on with the alerts to come, until Ctrl-C')
    .action(async (options) => (await import('./alerts.ts')).alerts(options));

  command(program, 'report', 'the batch analytics over the Parquet files')
    .addOption(flags.readFromFlag())
    .addOption(flags.optionalBrokersFlag())
    .addOption(flags.showFlag())
    .action(async (options) => (await import('./report.ts')).report(options));

  command(program, 'tracking', 'the second job: windows to the console, refined orders to Parquet')
    .addOption(flags.brokersFlag())
    .addOption(flags.windowFlag())
    .addOption(flags.delayFlag())
    .addOption(flags.triggerFlag())
    .addOption(flags.maxOffsetsFlag())
    .addOption(flags.outFlag('.tidemark/tracking'))
    .addOption(flags.checkpointFlag())
    .addOption(flags.reportJsonFlag())
    .action(async (options) => (await import('./tracking.ts')).tracking(options));

  return program;
}

const command = (program: Command, name: string, description: string): Command =>
  program.command(name).description(description).allowExcessArguments(false);

/** `demo` where no command is named, so that `npm start -- --orders 5000` works. */
export function withDefaultCommand(args: readonly string[]): readonly string[] {
  const [first] = args;
  const isForProgram = first === '--help' || first === '-h';
  if (first === undefined || (first.startsWith('-') && !isForProgram)) return ['demo', ...args];
  return args;
}
