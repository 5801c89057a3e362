// A real Apache Kafka on loopback, from Maven Central: the judge of our connectors.
//   node scripts/real-kafka/real-kafka.mjs run [--kafka-version 3.9.2] -- COMMAND…
// Starts one KRaft node on a free port, runs COMMAND with TIDEMARK_KAFKA=host:port, stops the node,
// exits with COMMAND's code. Needs Java 17 and mvn. Jars are kept in .tidemark/real-kafka.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const READY = 'Kafka Server started';
const START_TIMEOUT_MS = 120_000;

const split = process.argv.indexOf('--');
const own = process.argv.slice(2, split < 0 ? undefined : split);
const command = split < 0 ? [] : process.argv.slice(split + 1);
const { values, positionals } = parseArgs({
  args: own,
  allowPositionals: true,
  options: { 'kafka-version': { type: 'string', default: '3.9.2' }, help: { type: 'boolean' } },
});
if (values.help || positionals[0] !== 'run' || command.length === 0) {
  console.log('node scripts/real-kafka/real-kafka.mjs run [--kafka-version V] -- COMMAND…');
  process.exit(values.help ? 0 : 2);
}

const version = values['kafka-version'];
const lib = jars(version);
const directory = mkdtempSync(join(tmpdir(), 'tidemark-kafka-'));
const [port, controllerPort] = [await freePort(), await freePort()];
const server = await start();
const status = await run();
server.kill('SIGTERM');
await new Promise((resolve) => server.once('exit', resolve));
rmSync(directory, { recursive: true, force: true });
process.exit(status);

function jars(kafkaVersion) {
  const target = join(HERE, '..', '..', '.tidemark', 'real-kafka', kafkaVersion);
  if (existsSync(join(target, '.complete'))) return target;
  mkdirSync(target, { recursive: true });
  const { status: mvn } = spawnSync(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      join(HERE, 'pom.xml'),
      `-Dkafka.version=${kafkaVersion}`,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${target}`,
    ],
    { stdio: 'inherit' },
  );
  if (mvn !== 0) throw new Error(`mvn could not fetch Kafka ${kafkaVersion}`);
  writeFileSync(join(target, '.complete'), '');
  return target;
}

async function start() {
  const config = join(directory, 'server.properties');
  writeFileSync(config, properties());
  const log4j = join(directory, 'log4j.properties');
  writeFileSync(
    log4j,
    [
      'log4j.rootLogger=WARN, out',
      'log4j.logger.kafka.server.KafkaRaftServer=INFO',
      'log4j.appender.out=org.apache.log4j.ConsoleAppender',
      'log4j.appender.out.layout=org.apache.log4j.SimpleLayout',
    ].join('\n'),
  );
  const java = [
    '-Xms256m',
    '-Xmx768m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    `-Dlog4j.configuration=file:${log4j}`,
    '-cp',
    join(lib, '*'),
  ];
  const id = randomBytes(16).toString('base64url');
  const format = spawnSync(
    'java',
    [...java, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', config],
    { encoding: 'utf8' },
  );
  if (format.status !== 0) throw new Error(`format failed: ${format.stdout}${format.stderr}`);
  const child = spawn('java', [...java, 'kafka.Kafka', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let log = '';
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no start: ${log}`)), START_TIMEOUT_MS);
    const read = (chunk) => {
      log = (log + chunk).slice(-20_000);
      if (!log.includes(READY)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`Kafka ended with ${code}: ${log}`)));
  });
  return child;
}

function run() {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...process.env, TIDEMARK_KAFKA: `127.0.0.1:${port}`, TIDEMARK_KAFKA_VERSION: version },
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

function properties() {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(directory, 'data'),
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'log.cleaner.dedupe.buffer.size': 4194304,
    'log.cleaner.backoff.ms': 500,
    'auto.create.topics.enable': false,
  })
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
