import { deserialize, serialize } from 'node:v8';
import {
  type Batch,
  codeOf,
  type DurableFs,
  defineSink,
  type OutputMode,
  type Ports,
  type Row,
  type Sink,
  writeNewFile,
} from '@tidemark/core/connector';
import type { AnyRow } from '../../src/index.ts';

/** The ways in which the sink can be wrong. */
export interface Wrong {
  /** The rows that are written of a batch. */
  readonly rowsOf?: (batch: Batch<Row>) => readonly AnyRow[];
  /** Rows are seen as soon as they are written. */
  readonly showsAtOnce?: boolean;
  /** Publishing copies once more. */
  readonly copiesOnPublish?: boolean;
  /** A batch that is written again goes to a place of its own, which is seen. */
  readonly keepsOldAttempts?: boolean;
  /** What is staged is kept in memory. */
  readonly stagesInMemory?: boolean;
  /** Takes batch 0 of any query for the same batch. */
  readonly ignoresQuery?: boolean;
  /** Leaves bytes and names to the system. */
  readonly syncsNothing?: boolean;
  /** Goes on when the disk refuses. */
  readonly swallowsErrors?: boolean;
  /** Output modes beyond those it can. */
  readonly declares?: readonly OutputMode[];
  readonly closesOnce?: boolean;
}

const FOLDER = '/out';

/**
 * A sink as the guide tells to write one: `write` stages a file under a name of its own, `publish`
 * moves it to the name of its batch. It can be made wrong in one thing.
 */
export function boxesSink(wrong: Wrong = {}): Sink<Row> {
  const { rowsOf = (batch) => [...batch.rows()], declares = ['append'] } = wrong;
  return {
    ...defineSink<Row, OutputMode>({
      name: 'boxes',
      outputModes: declares,
      write: () => Promise.resolve(),
    }),
    deliveryGuarantee: 'exactly-once',
    async open({ ports }) {
      const fs = wrong.syncsNothing === true ? withoutSync(ports.fs) : ports.fs;
      const { rand } = ports;
      for (const folder of [FOLDER, `${FOLDER}/staging`]) await fs.mkdir(folder);
      await fs.syncDir('/');
      await fs.syncDir(FOLDER);
      const memory = new Map<string, Uint8Array>();
      let isClosed = false;
      const write = async (path: string, bytes: Uint8Array): Promise<void> => {
        await writeNewFile(fs, path, bytes);
        await fs.syncDir(path.slice(0, path.lastIndexOf('/')));
      };
      return {
        async write(batch, { batchId, queryId, outputMode }) {
          if (outputMode === 'complete') throw new Error('no table');
          const name = rand.attemptId();
          const target = targetOf(batchId, queryId, wrong);
          const bytes = serialize(rowsOf(batch));
          try {
            if (wrong.showsAtOnce === true) await replace(fs, `${FOLDER}/${target}`, bytes);
            if (wrong.keepsOldAttempts === true) await write(`${FOLDER}/${target}-${name}`, bytes);
            if (wrong.stagesInMemory === true) memory.set(name, bytes);
            else await write(`${FOLDER}/staging/${name}`, bytes);
          } catch (error) {
            if (wrong.swallowsErrors !== true) throw error;
          }
          return { name, target };
        },
        async publish(committable) {
          const { name, target } = committable as { name: string; target: string };
          const path = `${FOLDER}/${target}`;
          if (wrong.stagesInMemory === true) {
            const bytes = memory.get(name);
            if (bytes !== undefined) await replace(fs, path, bytes);
            return;
          }
          if (wrong.copiesOnPublish === true) {
            await write(
              `${path}-${rand.attemptId()}`,
              await fs.readFile(`${FOLDER}/staging/${name}`),
            );
            return;
          }
          try {
            await fs.rename(`${FOLDER}/staging/${name}`, path);
          } catch (error) {
            if (codeOf(error) !== 'ENOENT') throw error;
            if (wrong.swallowsErrors !== true) await fs.stat(path);
          }
          await fs.syncDir(FOLDER);
          await fs.syncDir(`${FOLDER}/staging`);
        },
        close() {
          const isAgain = isClosed && wrong.closesOnce === true;
          isClosed = true;
          return isAgain ? Promise.reject(new Error('closed already')) : Promise.resolve();
        },
      };
    },
  };
}

function targetOf(batchId: number, queryId: string, { ignoresQuery }: Wrong): string {
  return ignoresQuery === true ? `batch-${batchId}` : `batch-${queryId}-${batchId}`;
}

/** The rows of all published files. */
export async function rowsInBoxes({ fs }: Ports): Promise<readonly AnyRow[]> {
  const rows: AnyRow[] = [];
  let names: readonly string[];
  try {
    names = (await fs.readdir(FOLDER)).map(({ name }) => name);
  } catch {
    return rows;
  }
  for (const name of names.filter((other) => other.startsWith('batch-'))) {
    rows.push(...(deserialize(await fs.readFile(`${FOLDER}/${name}`)) as readonly AnyRow[]));
  }
  return rows;
}

async function replace(fs: DurableFs, path: string, bytes: Uint8Array): Promise<void> {
  await fs.unlink(path).catch(() => undefined);
  await writeNewFile(fs, path, bytes);
  await fs.syncDir(FOLDER);
}

/** The same disk for who forgets to sync. */
function withoutSync(fs: DurableFs): DurableFs {
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    mkdir: (path) => fs.mkdir(path),
    create: async (path) => {
      const file = await fs.create(path);
      return { write: (bytes) => file.write(bytes), close: () => file.close(), sync: nothing };
    },
    link: (from, to) => fs.link(from, to),
    rename: (from, to) => fs.rename(from, to),
    unlink: (path) => fs.unlink(path),
    rmdir: (path) => fs.rmdir(path),
    syncDir: nothing,
    readFile: (path) => fs.readFile(path),
    readdir: (path) => fs.readdir(path),
    stat: (path) => fs.stat(path),
  };
}
