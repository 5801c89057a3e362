import type { Ports } from '@tidemark/core/connector';
import { nodePorts } from '@tidemark/core/connector';
import { ManualClock, SimFs, simPorts } from '@tidemark/testing';
import { KafkaBroker } from '../kafka/kafka-broker.ts';
import type { KafkaPlace } from '../kafka/kafka-options.ts';
import { RealBroker } from '../kafka/real-broker.ts';
import type { ScenarioBroker } from '../kafka/scenario-broker.ts';

/** The folders of the simulated disk. */
export const CHECKPOINT = '/checkpoint';
export const OUTPUT = '/out';

/** When no step moves the clock, any time does. */
const SOME_TIME_MS = Date.UTC(2024, 0, 1);

export interface WorldOptions {
  /** True where steps move the clock; it starts at 0 then. */
  readonly hasManualClock: boolean;
  /** Topics with their partitions, where a scenario needs a broker. */
  readonly topics?: ReadonlyMap<string, number> | undefined;
  /** A broker to make them on; one in this process unless said. */
  readonly brokers?: readonly string[] | undefined;
}

/** The disk, the clock and the broker of one scenario. They outlive the processes that run on them. */
export class World {
  readonly fs: SimFs = new SimFs();
  readonly clock: ManualClock;
  /** Whether only steps move the clock: what waits for time then waits for ever. */
  readonly hasManualClock: boolean;
  readonly #broker: ScenarioBroker | undefined;
  #processes = 0;

  private constructor(hasManualClock: boolean, broker: ScenarioBroker | undefined) {
    this.clock = new ManualClock(hasManualClock ? 0 : SOME_TIME_MS);
    this.hasManualClock = hasManualClock;
    this.#broker = broker;
  }

  static async open({ hasManualClock, topics, brokers }: WorldOptions): Promise<World> {
    if (topics === undefined) return new World(hasManualClock, undefined);
    const broker = await (brokers === undefined
      ? KafkaBroker.start(topics)
      : RealBroker.open(brokers, topics));
    return new World(hasManualClock, broker);
  }

  get broker(): ScenarioBroker {
    if (this.#broker === undefined) throw new TypeError('the scenario has no broker');
    return this.#broker;
  }

  /** Where Kafka is. Sockets live in real time. */
  get kafkaPlace(): KafkaPlace {
    return { brokers: this.broker.addresses, clock: nodePorts({ durability: 'process' }).clock };
  }

  async close(): Promise<void> {
    await this.#broker?.stop();
  }

  /** What a new process on this machine sees. */
  ports(): Ports {
    return simPorts({ seed: ++this.#processes, fs: this.fs, clock: this.clock });
  }

  async writeFile(path: string, text: string): Promise<void> {
    const folder = path.slice(0, path.lastIndexOf('/'));
    await this.fs.mkdir(folder);
    const file = await this.fs.create(path);
    await file.write(new TextEncoder().encode(text));
    await file.close();
  }

  async readText(path: string): Promise<string> {
    return new TextDecoder().decode(await this.fs.readFile(path));
  }

  async exists(path: string): Promise<boolean> {
    return this.fs.stat(path).then(
      () => true,
      () => false,
    );
  }

  /** All files below a folder, by their paths inside it; none of a folder that is not there. */
  async filesBelow(folder: string): Promise<readonly string[]> {
    if (!(await this.exists(folder))) return [];
    const files: string[] = [];
    for (const { name, isDirectory } of await this.fs.readdir(folder)) {
      if (!isDirectory) files.push(name);
      else {
        const below = await this.filesBelow(`${folder}/${name}`);
        files.push(...below.map((path) => `${name}/${path}`));
      }
    }
    return files;
  }
}
