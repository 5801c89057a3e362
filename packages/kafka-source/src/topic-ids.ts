import {
  isTempName,
  type JsonValue,
  type Ports,
  putIfAbsent,
  sealJson,
  unsealJson,
} from '@tidemark/core/connector';
import { TOPIC_IDS_DAMAGED, TOPIC_IDS_TAKEN } from './conditions.ts';

/** The id of a topic by its name. A topic that is made anew gets another one. */
export type TopicIdByName = ReadonlyMap<string, string>;

/**
 * The ids of the topics that a query reads, kept in its checkpoint: offsets alone do not tell a topic from
 * another one of the same name that has grown as long.
 *
 * Each change is a file of the source's folder, numbered and written once; the newest counts. Stored on disk:
 * never change.
 *
 * ```
 * name = 9 digits       content = sealed JSON of { topic: id }
 * ```
 */
export class TopicIds {
  readonly #ports: Ports;
  /** Undefined for a read without a checkpoint. */
  readonly #directory: string | undefined;
  #ids: TopicIdByName = new Map();
  #nextEntry = 0;

  private constructor(ports: Ports, directory: string | undefined) {
    this.#ports = ports;
    this.#directory = directory;
  }

  /** @throws {@link TOPIC_IDS_DAMAGED} */
  static async open(ports: Ports, directory: string | undefined): Promise<TopicIds> {
    const ids = new TopicIds(ports, directory);
    if (directory !== undefined) await ids.#load(directory);
    return ids;
  }

  /** Whether the topic was made anew since its id was noted. Where brokers do not tell ids, never. */
  isMadeAnew(topic: string, id: string | undefined): boolean {
    const known = this.#ids.get(topic);
    return known !== undefined && id !== undefined && known !== id;
  }

  /**
   * Notes ids, durable on return; those of topics that are not there now are kept.
   *
   * @throws {@link TOPIC_IDS_TAKEN} where another process was faster
   */
  async note(found: TopicIdByName): Promise<void> {
    if ([...found].every(([topic, id]) => this.#ids.get(topic) === id)) return;
    const ids = new Map([...this.#ids, ...found]);
    if (this.#directory !== undefined) await this.#write(this.#directory, ids);
    this.#ids = ids;
  }

  async #write(folder: string, ids: TopicIdByName): Promise<void> {
    const { fs, rand } = this.#ports;
    const name = String(this.#nextEntry).padStart(9, '0');
    const bytes = sealJson(Object.fromEntries(ids));
    if (!(await putIfAbsent(fs, { folder, name, tempId: rand.attemptId() }, bytes))) {
      throw TOPIC_IDS_TAKEN.error({ path: `${folder}/${name}` });
    }
    this.#nextEntry++;
  }

  async #load(directory: string): Promise<void> {
    const { fs } = this.#ports;
    await fs.mkdir(directory);
    const names = (await fs.readdir(directory)).map(({ name }) => name);
    for (const name of names) if (isTempName(name)) await fs.unlink(`${directory}/${name}`);
    // A name may have been given just before a power loss would have taken it away again.
    await fs.syncDir(directory);
    const newest = names
      .filter((name) => /^\d{9,}$/.test(name))
      .sort()
      .at(-1);
    if (newest === undefined) return;
    const path = `${directory}/${newest}`;
    const refuse = (reason: string): never => {
      throw TOPIC_IDS_DAMAGED.error({ path, reason });
    };
    this.#ids = idsOf(unsealJson(await fs.readFile(path), refuse), refuse);
    this.#nextEntry = Number(newest) + 1;
  }
}

function idsOf(json: JsonValue, refuse: (reason: string) => never): TopicIdByName {
  const entries = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  return new Map(
    entries.map(([topic, id]) => [
      topic,
      typeof id === 'string' ? id : refuse(`the id of ${topic} is no text`),
    ]),
  );
}
