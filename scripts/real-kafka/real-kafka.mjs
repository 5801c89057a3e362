// Runs a command on a real Apache Kafka, once for each version:
//   node scripts/real-kafka/real-kafka.mjs run [--kafka-version 3.9.2,4.4.0] -- COMMAND…
// COMMAND finds the node by TIDEMARK_KAFKA=host:port and the other names in start-kafka.mjs. Goes on
// with the next version when one fails; exits with the first code that is not 0. Needs Java 17, mvn, openssl.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { KAFKA_VERSIONS, startKafka } from './start-kafka.mjs';

const split = process.argv.indexOf('--');
const own = process.argv.slice(2, split < 0 ? undefined : split);
const [program, ...args] = split < 0 ? [] : process.argv.slice(split + 1);
const { values, positionals } = parseArgs({
  args: own,
  allowPositionals: true,
  options: {
    'kafka-version': { type: 'string', default: KAFKA_VERSIONS.join() },
    help: { type: 'boolean' },
  },
});
if (values.help || positionals[0] !== 'run' || program === undefined) {
  console.log('node scripts/real-kafka/real-kafka.mjs run [--kafka-version V,W] -- COMMAND…');
  process.exit(values.help ? 0 : 2);
}

let status = 0;
for (const version of values['kafka-version'].split(',')) {
  const begin = performance.now();
  const kafka = await startKafka({ version });
  const startedAt = performance.now();
  const env = { ...process.env, ...kafka.env };
  const [code] = await once(spawn(program, args, { stdio: 'inherit', env }), 'exit');
  status ||= code ?? 1;
  await kafka.stop();
  const seconds = (from, to) => ((to - from) / 1000).toFixed(1);
  const end = performance.now();
  console.log(
    `Kafka ${version}: ready after ${seconds(begin, startedAt)} s, done after ${seconds(begin, end)} s`,
  );
}
process.exit(status);
