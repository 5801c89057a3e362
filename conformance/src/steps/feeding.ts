import { type JsonObject, listOf } from '../scenario.ts';
import type { Steps } from './step.ts';

export const FEEDING: Steps = [
  [
    'add',
    (query, value) => {
      for (const [name, rows] of Object.entries(value as JsonObject)) {
        const source = query.source(name);
        if (source.add === undefined) throw new TypeError(`source ${name} takes no rows`);
        source.add(listOf(rows));
      }
    },
  ],
  [
    'addFiles',
    async (query, value) => {
      for (const [name, files] of Object.entries(value as JsonObject)) {
        const source = query.source(name);
        if (source.addFiles === undefined) throw new TypeError(`source ${name} takes no files`);
        await source.addFiles(listOf(files));
      }
    },
  ],
];
