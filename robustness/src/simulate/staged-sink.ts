import { codeOf, type Sink, toJsonLines, writeNewFile } from '@tidemark/core/connector';

/**
 * A sink as the guide tells to write one: `write` stages a durable file under a name nobody used
 * before, `publish` gives it the name of its batch, and may be called again.
 */
export function stagedSink(folder: string): Sink<unknown, 'append'> {
  const staging = `${folder}/_staging`;
  return {
    name: 'staged',
    description: `staged(${folder})`,
    outputModes: ['append'],
    deliveryGuarantee: 'exactly-once',
    async open({ ports: { fs, rand } }) {
      await fs.mkdir(staging);
      // Every folder on the way may be new, and its name is durable with the folder above it.
      for (let i = 0; i >= 0; i = staging.indexOf('/', i + 1)) {
        await fs.syncDir(staging.slice(0, i) || '/');
      }
      return {
        async write(batch, { batchId }) {
          if (batch.rowCount === 0) return undefined;
          const name = `${batchId}-${rand.attemptId()}`;
          const bytes = new TextEncoder().encode(toJsonLines(batch));
          await writeNewFile(fs, `${staging}/${name}`, bytes);
          await fs.syncDir(staging);
          return name;
        },
        async publish(name, { batchId }) {
          const target = `${folder}/${batchId}`;
          try {
            await fs.rename(`${staging}/${name as string}`, target);
          } catch (error) {
            if (codeOf(error) !== 'ENOENT') throw error;
            await fs.stat(target);
          }
          await fs.syncDir(folder);
          await fs.syncDir(staging);
        },
      };
    },
  };
}
