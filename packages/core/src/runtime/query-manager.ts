import { CHECKPOINT_IN_USE, NAME_TAKEN } from '../errors/query.ts';
import type { QueryDefinition } from './query-definition.ts';
import { QueryHandle } from './query-handle.ts';
import { openQuery } from './recover-query.ts';
import type { StreamingQuery } from './streaming-query.ts';

/** The running queries of a session (Spark: StreamingQueryManager). */
export class QueryManager {
  readonly #active = new Map<QueryDefinition, StreamingQuery | undefined>();

  /** The queries that run now. */
  get active(): readonly StreamingQuery[] {
    return [...this.#active.values()].filter((query) => query !== undefined);
  }

  /**
   * Starts a query. Resolves when its sources and sinks are open and the checkpoint is ready, so what
   * is wrong with them is said here and not later.
   *
   * @throws {@link NAME_TAKEN}, {@link CHECKPOINT_IN_USE}, and what opening throws
   */
  async start(definition: QueryDefinition): Promise<StreamingQuery> {
    const { name, checkpointDirectory, checkpointPorts, ports } = definition;
    for (const other of this.#active.keys()) {
      if (name !== undefined && other.name === name) throw NAME_TAKEN.error({ name });
      const isOnDisk = checkpointPorts === ports;
      if (isOnDisk && other.checkpointDirectory === checkpointDirectory) {
        throw CHECKPOINT_IN_USE.error({ directory: checkpointDirectory });
      }
    }
    // Taken before anything is awaited, so that two starts at once cannot both have the name.
    this.#active.set(definition, undefined);
    try {
      const query = await openQuery(definition);
      const handle = new QueryHandle(definition, query, ports.rand.uuid());
      this.#active.set(definition, handle);
      handle.addListener({ onQueryTerminated: () => this.#active.delete(definition) });
      return handle;
    } catch (error) {
      this.#active.delete(definition);
      throw error;
    }
  }

  /** Stops all queries, each after the batch that is running. */
  async stopAll(): Promise<void> {
    await Promise.all(this.active.map((query) => query.stop()));
  }
}
