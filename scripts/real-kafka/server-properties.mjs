// The configuration of one KRaft node that is broker and controller, small and quick to start.

/** Who may log in; made up anew for each node, so no log of a run holds a password worth having. */
const LOGIN = 'org.apache.kafka.common.security';

/** The name of a listener's log-in setting. */
const jaas = (listener, mechanism) =>
  `listener.name.${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`;

export function serverProperties({ ports, dataDirectory, keyStore, user, overrides }) {
  const { username, password } = user;
  const plain = `${LOGIN}.plain.PlainLoginModule required user_${username}="${password}";`;
  const scram = `${LOGIN}.scram.ScramLoginModule required;`;
  const listeners = ['plaintext', 'sasl', 'tls', 'sasltls'].map(
    (name) => `${name.toUpperCase()}://127.0.0.1:${ports[name]}`,
  );
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    listeners: [...listeners, `CONTROLLER://127.0.0.1:${ports.controller}`].join(),
    'advertised.listeners': listeners.join(),
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,SASLTLS:SASL_SSL,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    ...Object.fromEntries(
      ['sasl', 'sasltls'].flatMap((listener) => [
        [jaas(listener, 'PLAIN'), plain],
        [jaas(listener, 'SCRAM-SHA-256'), scram],
        [jaas(listener, 'SCRAM-SHA-512'), scram],
      ]),
    ),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStore,
    'log.dirs': dataDirectory,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // Tests of expired transactions and of compaction would wait for the defaults.
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 250,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    'log.cleaner.backoff.ms': 250,
    'auto.create.topics.enable': false,
    ...overrides,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** What the node prints: warnings, and the line that says it serves. */
export const LOG4J = [
  'log4j.rootLogger=WARN, out',
  'log4j.logger.kafka.server.KafkaRaftServer=INFO',
  'log4j.appender.out=org.apache.log4j.ConsoleAppender',
  'log4j.appender.out.layout=org.apache.log4j.SimpleLayout',
  '',
].join('\n');
