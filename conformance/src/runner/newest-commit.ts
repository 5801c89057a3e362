import { isObject } from '../scenario.ts';
import { CHECKPOINT, type World } from './world.ts';

const COMMITS = `${CHECKPOINT}/commits`;

async function newestCommit(world: World): Promise<string | undefined> {
  const batches = (await world.filesBelow(COMMITS))
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return batches.length === 0 ? undefined : `${COMMITS}/${Math.max(...batches)}`;
}

/** The watermark that the next batch will use, as the checkpoint says; 0 before the first batch. */
export async function nextWatermarkMs(world: World): Promise<number> {
  const path = await newestCommit(world);
  if (path === undefined) return 0;
  const [, json = 'null'] = (await world.readText(path)).split('\n');
  const fact: unknown = JSON.parse(json);
  return isObject(fact as never) ? Number((fact as Record<string, unknown>)['nextWatermarkMs']) : 0;
}

/** Makes the newest batch one that was written and never became a fact, as a crash at that moment does. */
export async function loseNewestCommit(world: World): Promise<void> {
  const path = await newestCommit(world);
  if (path !== undefined) await world.fs.unlink(path);
}
