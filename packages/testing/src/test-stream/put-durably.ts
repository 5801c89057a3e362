import type { DurableFs } from '@tidemark/core/connector';

/** Writes a file that appears whole, as another program does: all of it is durable on return. */
export async function putDurably(fs: DurableFs, path: string, bytes: Uint8Array): Promise<void> {
  const parts = path.split('/');
  const name = parts.pop() as string;
  const folder = parts.join('/') || (path.startsWith('/') ? '/' : '.');
  await fs.mkdir(folder);
  const temporary = `${folder}/.${name}.writing`;
  const file = await fs.create(temporary);
  await file.write(bytes);
  await file.sync();
  await file.close();
  await fs.rename(temporary, `${folder}/${name}`);
  // The name of a new folder is durable with the folder above it.
  for (const [i] of parts.entries()) await fs.syncDir(parts.slice(0, i + 1).join('/') || '/');
  await fs.syncDir('.');
}
