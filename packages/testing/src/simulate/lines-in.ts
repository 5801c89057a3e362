import { codeOf, type Ports } from '@tidemark/core/connector';

/**
 * Reads the lines of all text files below a folder as readers of tables do: without files and folders
 * whose names begin with `_` or `.`; a line in a folder comes with its path, `country=NL {"n":1}`.
 *
 * @example
 * ```ts
 * const output = linesIn('/out/orders');
 * ```
 */
export function linesIn(folder: string): (reader: Ports) => Promise<readonly string[]> {
  return async ({ fs }) => {
    const lines: string[] = [];
    const read = async (path: string, prefix: string): Promise<void> => {
      for (const { name, isDirectory } of await fs.readdir(path)) {
        if (/^[_.]/.test(name)) continue;
        if (isDirectory) await read(`${path}/${name}`, `${prefix}${name} `);
        else {
          const text = new TextDecoder().decode(await fs.readFile(`${path}/${name}`));
          // A line that is cut off is a line too: nobody sees what was meant.
          for (const line of text.split('\n')) if (line !== '') lines.push(prefix + line);
        }
      }
    };
    await read(folder, '').catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    return lines;
  };
}
