import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINE_TOO_LONG } from '../../src/errors/format.ts';
import { BAD_OPTION } from '../../src/errors/option.ts';
import { type LineOptions, splitLines } from '../../src/formats/lines.ts';

const utf8 = new TextEncoder();

async function batchesOf(
  chunks: readonly Uint8Array[],
  options?: LineOptions,
): Promise<string[][]> {
  const out: string[][] = [];
  for await (const { bytes, starts, lengths, length } of splitLines(chunks, options)) {
    out.push(
      Array.from({ length }, (_, i) => {
        const start = starts[i] as number;
        return new TextDecoder().decode(bytes.subarray(start, start + (lengths[i] as number)));
      }),
    );
  }
  return out;
}

const linesOf = async (text: string, options?: LineOptions) =>
  (await batchesOf([utf8.encode(text)], options)).flat();

test.each<[string, string[]]>([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\r\nb', ['a', 'b']],
  ['a\n\nb\n', ['a', '', 'b']],
  ['\n', ['']],
  ['a\rb\r\n', ['a\rb']],
  ['naïve\n😀', ['naïve', '😀']],
])('%j is cut into %j', async (text, lines) => {
  expect(await linesOf(text)).toEqual(lines);
});

test('blank lines can be left out', async () => {
  expect(await linesOf('a\n\n \t\r\nb\n\n', { skipsBlankLines: true })).toEqual(['a', 'b']);
});

test('lines come in batches of the size that was asked for', async () => {
  expect(await batchesOf([utf8.encode('a\nb\nc\nd\ne')], { batchRows: 2 })).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e'],
  ]);
});

test('where the chunks end makes no difference to the lines', async () => {
  // Law: lines depend on the bytes alone, however they are cut into chunks and batches.
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', 'é'), { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 5 }),
      async (parts, chunkSize, batchRows) => {
        const text = parts.join('');
        const bytes = utf8.encode(text);
        const chunks: Uint8Array[] = [];
        for (let i = 0; i < bytes.length; i += chunkSize)
          chunks.push(bytes.slice(i, i + chunkSize));
        const expected = text.split('\n').map((line) => line.replace(/\r$/, ''));
        if (text === '' || text.endsWith('\n')) expected.pop();
        expect((await batchesOf(chunks, { batchRows })).flat()).toEqual(expected);
      },
    ),
  );
});

test('chunks may be reused by whoever made them', async () => {
  const chunk = new Uint8Array(2);
  function* chunks(): Generator<Uint8Array> {
    for (const letter of 'abc') {
      chunk.set(utf8.encode(`${letter}\n`));
      yield chunk;
    }
  }
  const seen: string[] = [];
  for await (const { bytes } of splitLines(chunks())) seen.push(new TextDecoder().decode(bytes));
  expect(seen).toEqual(['abc']);
});

test('a line without end is refused before it fills the memory', async () => {
  await expect(linesOf('short\nmuch too long', { maxLineBytes: 8 })).rejects.toThrow(
    LINE_TOO_LONG.name,
  );
  await expect(linesOf('', { batchRows: 0 })).rejects.toThrow(BAD_OPTION.name);
});
