import { OUTPUT } from '../runner/world.ts';
import { type JsonObject, listOf, textOf } from '../scenario.ts';
import { checkSame, type Steps } from './step.ts';

export const FILES: Steps = [
  [
    'expectFilesUnder',
    async ({ world }, expected) => {
      const folders = listOf(expected).map(textOf);
      const isData = (path: string): boolean => !/(^|\/)[._]/.test(path);
      const files = (await world.filesBelow(OUTPUT)).filter(isData);
      const empty = folders.filter((folder) => !files.some((file) => file.startsWith(folder)));
      const stray = files.filter((file) => !folders.some((folder) => file.startsWith(folder)));
      checkSame('folders without files, and files elsewhere', [empty, stray], [[], []]);
    },
  ],
  [
    'writeStrayFile',
    ({ world }, value) => {
      const { name, lines } = value as JsonObject;
      const text = listOf(lines).map((line) => `${textOf(line)}\n`);
      return world.writeFile(`${OUTPUT}/${textOf(name)}`, text.join(''));
    },
  ],
];
