import type { Duplex } from 'node:stream';
// oxlint-disable-next-line import/no-unassigned-import -- what is loaded when it is first used lets time pass
import 'kafkajs';
import type { KafkaSourceOptions } from '@tidemark/kafka-source';
import {
  type FaultableRequest,
  startTestBroker,
  type TestBroker,
  type TopicOptions,
} from '@tidemark/kafka-testkit';
import type { SimWorld } from '@tidemark/testing';

/** How a process reaches the broker. */
export type KafkaAccess = Required<
  Pick<KafkaSourceOptions, 'brokers' | 'requestTimeoutMs' | 'connectionTimeoutMs' | 'retry'>
> & { readonly socketFactory: NonNullable<KafkaSourceOptions['socketFactory']> };

/**
 * A Kafka cluster of a simulated world, on machines of its own: it outlives the crashes, while the
 * connections of a process die with it. Its time is the simulated one, and nobody sets its clock.
 */
export class SimKafka {
  readonly broker: TestBroker;
  /** What it was asked, in the order of arrival: `Produce 3 orders`. */
  readonly requests: string[] = [];
  readonly #world: SimWorld;
  readonly #requestTimeoutMs: number;
  readonly #topics: readonly string[];
  /** Of the sinks; less than it takes to give up a request, or more. */
  readonly transactionTimeoutMs: number;
  #open = new Set<Duplex & { resetAndDestroy(): void }>();
  #crashes = 0;
  #moves = 0;

  private constructor(world: SimWorld, broker: TestBroker, topics: readonly string[]) {
    this.#world = world;
    this.broker = broker;
    this.#topics = topics;
    // Less than the time in which requests are repeated, and more.
    this.#requestTimeoutMs = world.random() < 0.5 ? 5_000 : 30_000;
    this.transactionTimeoutMs = world.random() < 0.3 ? 7_000 : 60_000;
    world.onCrash(() => this.#cutConnections());
    // Who goes first at a call of the disk decides here too.
    broker.gate = (request) => {
      this.requests.push(nameOf(request));
      return world.fs.gate?.('request', nameOf(request));
    };
  }

  static async start(
    world: SimWorld,
    topics: Readonly<Record<string, TopicOptions>>,
  ): Promise<SimKafka> {
    const { clock } = world;
    const startMs = clock.nowMs() - clock.monotonicMs();
    const broker = await startTestBroker({
      inProcess: true,
      brokers: world.random() < 0.5 ? 1 : 2,
      topics,
      clock: () => startMs + clock.monotonicMs(),
      sleep: (delayMs, signal) => clock.sleep(delayMs, signal),
    });
    return new SimKafka(world, broker, Object.keys(topics));
  }

  /** How many connections processes of the machine hold. */
  get openConnections(): number {
    return this.#open.size;
  }

  /** For a process that starts now. Once the machine has crashed it reaches nobody any more. */
  access(): KafkaAccess {
    const { broker } = this;
    const crashes = this.#crashes;
    const requestTimeoutMs = this.#requestTimeoutMs;
    return {
      brokers: broker.bootstrapServers,
      requestTimeoutMs,
      connectionTimeoutMs: requestTimeoutMs,
      retry: {},
      socketFactory: (to) => {
        const isDead = crashes !== this.#crashes || this.#world.fs.isDead;
        const socket = broker.connect(isDead ? { ...to, port: NOBODY } : to);
        this.#open.add(socket);
        socket.on('close', () => this.#open.delete(socket));
        return socket;
      },
    };
  }

  /** Nobody reaches the brokers for so long. */
  async goAway(forMs: number): Promise<void> {
    await this.broker.stop();
    await this.#world.clock.sleep(forMs);
    await this.broker.restart();
  }

  /** Every partition has the next broker for its leader; the same where there is one alone. */
  moveLeaders(): void {
    const { broker } = this;
    this.#moves++;
    for (const topic of this.#topics) {
      for (let partition = 0; partition < broker.partitionCount(topic); partition++) {
        const leader = (partition + this.#moves) % broker.bootstrapServers.length;
        broker.moveLeader(topic, partition, leader);
      }
    }
  }

  #cutConnections(): void {
    this.#crashes++;
    for (const socket of this.#open) socket.resetAndDestroy();
  }
}

/** A port that no broker has. */
const NOBODY = 65_535;

function nameOf({ api, numberInApi, topics }: FaultableRequest): string {
  return [api, numberInApi, ...topics].join(' ');
}
