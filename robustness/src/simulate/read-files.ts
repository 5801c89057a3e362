import { createSession } from '@tidemark/core';
import { codeOf, crc32, type DurableFs, type Ports } from '@tidemark/core/connector';
import { parquetSource } from '@tidemark/parquet-source';
import { SimFs, simPorts } from '@tidemark/testing';

/** The text lines of the files that Spark's own log names: what Spark reads. */
export async function sparkLines({ fs }: Ports, folder: string): Promise<readonly string[]> {
  const log = `${folder}/_spark_metadata`;
  const entries = (await namesIn(fs, log))
    .filter((name) => /^\d+(\.compact)?$/.test(name))
    .sort((a, b) => Number.parseInt(a) - Number.parseInt(b));
  const compact = entries.findLastIndex((name) => name.endsWith('.compact'));
  const read = entries.slice(Math.max(0, compact));
  const numbers = read.map((name) => Number.parseInt(name));
  if (numbers.some((n, i) => n !== (numbers[0] as number) + i) || (compact < 0 && numbers[0])) {
    throw new Error(`Spark refuses ${log}: ${read.join(', ')}`);
  }
  const paths: string[] = [];
  for (const name of read) {
    const [version, ...lines] = (await textOf(fs, `${log}/${name}`)).split('\n');
    if (version !== 'v1') throw new Error(`Spark cannot read ${log}/${name}`);
    for (const line of lines.filter((one) => one !== '')) {
      paths.push(decodeURIComponent((JSON.parse(line) as { path: string }).path.slice(7)));
    }
  }
  const lines: string[] = [];
  for (const path of paths) {
    const directory = path.slice(folder.length, path.lastIndexOf('/'));
    for (const line of (await textOf(fs, path)).split('\n')) {
      if (line !== '') lines.push(`${directory} ${line}`);
    }
  }
  return lines;
}

/** The files that the log of a file sink names: whole batches. */
async function loggedFiles(fs: DurableFs, folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const name of await namesIn(fs, `${folder}/_log`)) {
    if (!/^\d{9,}$/.test(name)) continue;
    const [head, json] = (await textOf(fs, `${folder}/_log/${name}`)).split('\n');
    if (json === undefined || head !== `v1 ${crc32(Buffer.from(json))}`) {
      throw new Error(`${folder}/_log/${name} is damaged`);
    }
    const entry = JSON.parse(json) as { readonly files: readonly { readonly path: string }[] };
    files.push(...entry.files.map(({ path }) => path));
  }
  return files;
}

/** The rows of the Parquet files that the log of the sink names. */
export async function loggedRows({ fs }: Ports, folder: string): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (const path of await loggedFiles(fs, folder)) {
    rows.push(...(await rowsOf(await fs.readFile(`${folder}/${path}`))));
  }
  return rows;
}

/** Rows by the bytes of their file: it comes again in every execution. */
const knownRows = new Map<string, readonly unknown[]>();
const MAX_KNOWN = 5000;

async function rowsOf(bytes: Uint8Array): Promise<readonly unknown[]> {
  const key = Buffer.from(bytes).toString('latin1');
  const known = knownRows.get(key);
  if (known !== undefined) return known;
  const fs = new SimFs();
  const file = await fs.create('/file.parquet');
  await file.write(bytes);
  const session = createSession({ ports: simPorts({ seed: 1, fs }) });
  const rows = await session.read(parquetSource({ path: '/file.parquet' })).collect();
  if (knownRows.size >= MAX_KNOWN) knownRows.clear();
  knownRows.set(key, rows);
  return rows;
}

async function namesIn(fs: DurableFs, folder: string): Promise<readonly string[]> {
  try {
    return (await fs.readdir(folder)).map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function textOf(fs: DurableFs, path: string): Promise<string> {
  return new TextDecoder().decode(await fs.readFile(path));
}
