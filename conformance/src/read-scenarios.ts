import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Scenario } from './scenario.ts';

/**
 * The scenarios of files, and of all `.json` and `.json.gz` files in folders and below, in the order of their names.
 */
export async function readScenarios(paths: readonly string[]): Promise<readonly Scenario[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const groups = await Promise.all(files.map(readGroup));
  return groups.flat();
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => /\.json(?:\.gz)?$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

async function readGroup(file: string): Promise<readonly Scenario[]> {
  const bytes = await readFile(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const json = JSON.parse(text) as {
    readonly group: string;
    readonly scenarios?: readonly Scenario[];
  };
  if (!Array.isArray(json.scenarios)) throw new Error(`'${file}' holds no scenarios.`);
  return json.scenarios.map((scenario: Scenario) => ({
    ...scenario,
    group: scenario.group ?? json.group,
  }));
}
