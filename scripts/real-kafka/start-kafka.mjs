// A real Apache Kafka on loopback, from Maven Central: the judge of our connectors.
// Its types, and what each part promises, stand in start-kafka.d.mts.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCertificates } from './certificates.mjs';
import { kafkaJars } from './jars.mjs';
import { LOG4J, serverProperties } from './server-properties.mjs';

export const KAFKA_VERSIONS = ['3.9.2', '4.4.0'];

const READY = 'Kafka Server started';
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 10_000;
const KEPT_LOG_CHARS = 20_000;

export async function startKafka(options = {}) {
  const { version = KAFKA_VERSIONS[0], maxHeapMb = 768, properties = {} } = options;
  const jars = kafkaJars(version);
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'tidemark-kafka-'));
  mkdirSync(directory, { recursive: true });
  const user = { username: 'tidemark', password: randomBytes(12).toString('base64url') };
  const ports = await freePorts(['plaintext', 'sasl', 'tls', 'sasltls', 'controller']);
  const { caFile, keyStore } = writeCertificates(directory);
  const config = join(directory, 'server.properties');
  const dataDirectory = join(directory, 'data');
  const log4j = join(directory, 'log4j.properties');
  const settings = { ports, dataDirectory, keyStore, user, overrides: properties };
  writeFileSync(config, serverProperties(settings), { mode: 0o600 });
  writeFileSync(log4j, LOG4J);
  const java = [
    ...['-Xms256m', `-Xmx${maxHeapMb}m`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
    ...[`-Dlog4j.configuration=file:${log4j}`, '-cp', join(jars, '*')],
  ];
  format(java, config, user);
  const node = new KafkaNode([...java, 'kafka.Kafka', config], {
    version,
    jars,
    caFile,
    user,
    ports,
    temporaryDirectory: options.directory === undefined ? directory : undefined,
  });
  await node.restart();
  return node;
}

class KafkaNode {
  version;
  brokers;
  listeners;
  caFile;
  user;
  env;
  log = '';
  #java;
  #child;
  #temporaryDirectory;
  #killAtExit = () => this.#child?.kill('SIGKILL');

  constructor(java, { version, jars, caFile, user, ports, temporaryDirectory }) {
    const at = (listener) => `127.0.0.1:${ports[listener]}`;
    this.#java = java;
    this.#temporaryDirectory = temporaryDirectory;
    this.version = version;
    this.brokers = at('plaintext');
    this.listeners = {
      plain: at('plaintext'),
      sasl: at('sasl'),
      tls: at('tls'),
      saslTls: at('sasltls'),
    };
    this.caFile = caFile;
    this.user = user;
    this.env = {
      TIDEMARK_KAFKA: this.brokers,
      TIDEMARK_KAFKA_VERSION: version,
      TIDEMARK_KAFKA_SASL: this.listeners.sasl,
      TIDEMARK_KAFKA_TLS: this.listeners.tls,
      TIDEMARK_KAFKA_SASL_TLS: this.listeners.saslTls,
      TIDEMARK_KAFKA_CA: caFile,
      TIDEMARK_KAFKA_USER: user.username,
      TIDEMARK_KAFKA_PASSWORD: user.password,
      TIDEMARK_KAFKA_LIB: jars,
    };
    process.once('exit', this.#killAtExit);
  }

  get pid() {
    return this.#child?.pid;
  }

  async kill() {
    await this.#end('SIGKILL');
  }

  async restart() {
    await this.kill();
    const child = spawn('java', this.#java, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.log = '';
    const { promise: serves, resolve, reject } = withResolvers();
    const listen = (chunk) => {
      this.log = (this.log + chunk).slice(-KEPT_LOG_CHARS);
      if (this.log.includes(READY)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (this.#child === child) this.#child = undefined;
      reject(new Error(`Kafka ended with ${code ?? signal}: ${this.log}`));
    });
    const late = () => reject(new Error(`Kafka did not start in time: ${this.log}`));
    const timer = setTimeout(late, START_TIMEOUT_MS);
    try {
      await serves;
    } finally {
      clearTimeout(timer);
    }
  }

  async stop() {
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#end('SIGTERM');
    clearTimeout(timer);
    process.off('exit', this.#killAtExit);
    if (this.#temporaryDirectory === undefined) return;
    rmSync(this.#temporaryDirectory, { recursive: true, force: true });
  }

  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')]() {
    return this.stop();
  }

  async #end(signal) {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    this.#child = undefined;
  }
}

/** Makes the empty data directory, and the user whom SCRAM knows by salted hashes in the metadata log. */
function format(java, config, { username, password }) {
  const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${username},password=${password}]`,
  ]);
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const tool = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', config, ...scram];
  const { status, stdout, stderr } = spawnSync('java', [...java, ...tool], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the storage cannot be formatted: ${stdout}${stderr}`);
}

/** A free port for each name. All are held until the last is found, so that no two are the same. */
async function freePorts(names) {
  const probes = await Promise.all(
    names.map(async (name) => {
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { name, server, port: server.address().port };
    }),
  );
  for (const { server } of probes) server.close();
  return Object.fromEntries(probes.map(({ name, port }) => [name, port]));
}

function withResolvers() {
  let [resolve, reject] = [];
  const promise = new Promise((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  return { promise, resolve, reject };
}
