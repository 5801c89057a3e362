import type { DurableFs } from '../../src/ports/durable-fs.ts';

/** A file as another program leaves it: whole and durable. */
export async function putFile(
  fs: DurableFs,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf('/'));
  await fs.mkdir(folder);
  const file = await fs.create(path);
  await file.write(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  await file.sync();
  await file.close();
  const parts = folder.split('/');
  for (const [i] of parts.entries()) await fs.syncDir(parts.slice(0, i + 1).join('/'));
  await fs.syncDir('.');
}

/** The paths of all files below a folder, sorted. */
export async function filesBelow(fs: DurableFs, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, isDirectory } of await fs.readdir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...(await filesBelow(fs, path)));
    else found.push(path);
  }
  return found.sort();
}

/** The texts of the data files that a sink has published, by the order of their names. */
export async function publishedTexts(fs: DurableFs, folder: string): Promise<string[]> {
  const paths = (await filesBelow(fs, folder)).filter((path) => !path.includes('/_'));
  return Promise.all(paths.map(async (path) => new TextDecoder().decode(await fs.readFile(path))));
}
