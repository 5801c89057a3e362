import { checkUpgrade, type UpgradeCheck } from '../runtime/check-upgrade.ts';
import type { QueryDefinition } from '../runtime/query-definition.ts';
import type { StreamingQuery } from '../runtime/streaming-query.ts';
import { Session, type SessionOptions } from './session.ts';

/** A query that was planned and not run. */
export interface RehearsedQuery {
  readonly name: string | undefined;
  /** Undefined for one that keeps nothing. */
  readonly checkpointLocation: string | undefined;
  /** The plan as text. */
  explain(): string;
  /**
   * Whether a start of the query would go on from a checkpoint, and what it would say. Reads the
   * checkpoint and all state in it, writes nothing, and opens no source and no sink; a query may be
   * running there meanwhile.
   *
   * @param directory - another checkpoint than that of the query, such as a copy
   */
  checkUpgrade(directory?: string): Promise<UpgradeCheck>;
}

/**
 * Plans the queries that a function starts, and runs none of them. Sources that do not say their columns
 * are asked for them; nothing else is opened. The handles the function gets are those of queries that
 * have ended.
 *
 * @param build - starts queries in the session that it is given
 * @throws what `start` throws about a query that cannot run
 * @example
 * ```ts
 * const startShop = (session: Session) =>
 *   session.start({
 *     checkpointLocation: './checkpoints/shop',
 *     outputs: [session.readStream(rateSource()).writeTo(jsonSink({ path: './out/ticks' }))],
 *   });
 *
 * const [shop] = await rehearse(startShop);
 * const { isAllowed, differences } = (await shop?.checkUpgrade()) ?? {};
 * ```
 */
export async function rehearse(
  build: (session: Session) => unknown,
  options: SessionOptions = {},
): Promise<readonly RehearsedQuery[]> {
  const definitions: QueryDefinition[] = [];
  const session = new Session({ warn: () => undefined, ...options }, (definition) => {
    definitions.push(definition);
    return Promise.resolve(endedQuery(definition));
  });
  await build(session);
  return definitions.map(rehearsed);
}

function rehearsed(definition: QueryDefinition): RehearsedQuery {
  const { name, ports, checkpointPorts, checkpointDirectory, explanation } = definition;
  const checkpointLocation = checkpointPorts === ports ? checkpointDirectory : undefined;
  return {
    name,
    checkpointLocation,
    explain: () => explanation,
    checkUpgrade: (directory = checkpointDirectory) => checkUpgrade(definition, directory),
  };
}

function endedQuery({ name, explanation, ports }: QueryDefinition): StreamingQuery {
  const id = ports.rand.uuid();
  return {
    id,
    runId: id,
    name: name ?? null,
    isActive: false,
    status: { message: 'Rehearsed', isDataAvailable: false, isTriggerActive: false },
    exception: null,
    lastProgress: null,
    recentProgress: [],
    explain: () => explanation,
    awaitTermination: () => Promise.resolve(true),
    processAllAvailable: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    addListener: () => () => undefined,
  };
}
