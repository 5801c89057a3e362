import type { BytesVector, Vector } from '../../columnar/vector.ts';
import { BINARY, type DataType, INT, STRING } from '../../types/data-type.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { byDictionary } from '../vectors/by-dictionary.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { ints } from '../vectors/numbers.ts';
import { BytesBuilder, textBytes, textReader } from '../vectors/text.ts';
import { anyNullable, argument, expectCount } from './arguments.ts';

export const TEXTS: readonly ScalarFunction[] = [
  mapped('lower', (text) => text.toLowerCase(), 0x41, 0x5a, 32),
  mapped('upper', (text) => text.toUpperCase(), 0x61, 0x7a, -32),
  {
    name: 'length',
    resolve(args) {
      expectCount('length', args, 1);
      const isBinary = argument(args, 0).dataType.kind === 'binary';
      const kernel: Kernel = ([input], length) => {
        const text = textBytes(input as Vector);
        const values = isBinary ? text.lengths : characterCounts(text, length);
        return { kind: 'int', length, nulls: text.nulls, values };
      };
      return textual(args, kernel, INT, isBinary ? [] : [STRING]);
    },
  },
  ...(['octetLength', 'bitLength'] as const).map((name) => sizeFunction(name)),
  trimmer('trim', true, true),
  trimmer('btrim', true, true),
  trimmer('ltrim', true, false),
  trimmer('rtrim', false, true),
  {
    name: 'concat',
    resolve(args) {
      expectCount('concat', args, 0, Infinity);
      const isBinary = args.length > 0 && args.every((arg) => arg.dataType.kind === 'binary');
      if (isBinary) return textual(args, concatenated, BINARY, []);
      return textual(
        args,
        concatenated,
        STRING,
        args.map(() => STRING),
      );
    },
  },
  {
    name: 'substring',
    resolve(args) {
      expectCount('substring', args, 2, 3);
      if (argument(args, 0).dataType.kind === 'binary') {
        return textual(args, subarrays, BINARY, [BINARY, INT, INT]);
      }
      return textual(args, substrings, STRING, [STRING, INT, INT]);
    },
  },
];

/** The size of text in UTF-8, or of bytes. */
function sizeFunction(name: 'octetLength' | 'bitLength'): ScalarFunction {
  const unit = name === 'bitLength' ? 8 : 1;
  const kernel: Kernel = ([input], length) => {
    const { lengths, nulls } = textBytes(input as Vector);
    const values = new Int32Array(length);
    for (let i = 0; i < length; i++) values[i] = unit * (lengths[i] as number);
    return { kind: 'int', length, nulls, values };
  };
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      const isBinary = argument(args, 0).dataType.kind === 'binary';
      return textual(args, kernel, INT, isBinary ? [] : [STRING]);
    },
  };
}

/** Counts characters, not bytes or UTF-16 units: bytes that do not continue a character. */
function characterCounts({ bytes, starts, lengths }: BytesVector, length: number): Int32Array {
  const counts = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const start = starts[i] as number;
    const end = start + (lengths[i] as number);
    let count = 0;
    for (let at = start; at < end; at++) if (((bytes[at] as number) & 0xc0) !== 0x80) count++;
    counts[i] = count;
  }
  return counts;
}

/** A function of one text to text; bytes between `first` and `last` move by `shift` if all are ASCII. */
function mapped(
  name: string,
  map: (text: string) => string,
  first: number,
  last: number,
  shift: number,
): ScalarFunction {
  const kernel: Kernel = ([input], length) => {
    const text = textBytes(input as Vector);
    const { bytes, starts, lengths, nulls } = text;
    const out = new BytesBuilder(length);
    const read = textReader(text);
    let row = new Uint8Array(64);
    for (let i = 0; i < length; i++) {
      const size = lengths[i] as number;
      const start = starts[i] as number;
      if (row.length < size) row = new Uint8Array(2 * size);
      let all = 0;
      for (let b = 0; b < size; b++) {
        const byte = bytes[start + b] as number;
        all |= byte;
        row[b] = byte >= first && byte <= last ? byte + shift : byte;
      }
      if (nulls === undefined || nulls[i] === 0) {
        if (all < 0x80) out.append(row, 0, size);
        else out.appendText(map(read(i)));
      }
      out.endRow();
    }
    return out.finish(nulls);
  };
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      return textual(args, kernel, STRING, [STRING]);
    },
  };
}

/** Takes away spaces (only U+0020, as Spark does), or any of the characters of a second argument. */
function trimmer(name: string, atStart: boolean, atEnd: boolean): ScalarFunction {
  const kernel: Kernel = ([input, characters], length) => {
    const read = textReader(input as Vector);
    const readCharacters = characters && textReader(characters);
    const nulls = mergeNulls(
      characters ? [input as Vector, characters] : [input as Vector],
      length,
    );
    const out = new BytesBuilder(length);
    for (let i = 0; i < length; i++) {
      if (nulls === undefined || nulls[i] === 0) {
        out.appendText(
          trimmed(Array.from(read(i)), new Set(readCharacters?.(i) ?? ' '), atStart, atEnd),
        );
      }
      out.endRow();
    }
    return out.finish(nulls);
  };
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1, 2);
      return textual(args, kernel, STRING, [STRING, STRING]);
    },
  };
}

function trimmed(
  characters: readonly string[],
  unwanted: ReadonlySet<string>,
  atStart: boolean,
  atEnd: boolean,
): string {
  let start = 0;
  let end = characters.length;
  if (atStart) while (start < end && unwanted.has(characters[start] as string)) start++;
  if (atEnd) while (end > start && unwanted.has(characters[end - 1] as string)) end--;
  return characters.slice(start, end).join('');
}

const concatenated: Kernel = (vectors, length) => {
  const texts = vectors.map(textBytes);
  const nulls = mergeNulls(vectors, length);
  const out = new BytesBuilder(length, 16 * length * texts.length);
  for (let i = 0; i < length; i++) {
    if (nulls === undefined || nulls[i] === 0) {
      for (const { bytes, starts, lengths } of texts) {
        out.append(bytes, starts[i] as number, lengths[i] as number);
      }
    }
    out.endRow();
  }
  return out.finish(nulls);
};

/** Positions count characters from 1; 0 means 1; below 0 from the end. Without a length up to the end. */
const substrings: Kernel = (vectors, length) => {
  const [input, from, size] = vectors as [Vector, Vector, Vector | undefined];
  const text = textBytes(input);
  const positions = ints(from);
  const sizes = size && ints(size);
  const nulls = mergeNulls(vectors, length);
  const { bytes, lengths } = text;
  const starts = new Int32Array(length);
  const newLengths = new Int32Array(length);
  const counts = characterCounts(text, length);
  for (let i = 0; i < length; i++) {
    const count = counts[i] as number;
    const position = positions[i] as number;
    const first = position > 0 ? position - 1 : position < 0 ? count + position : 0;
    const last = sizes === undefined ? count : first + (sizes[i] as number);
    const begin = text.starts[i] as number;
    const end = begin + (lengths[i] as number);
    const start = skip(bytes, begin, end, first);
    starts[i] = start;
    newLengths[i] = last <= first ? 0 : skip(bytes, start, end, last - Math.max(first, 0)) - start;
  }
  return { kind: 'bytes', length, nulls, bytes, starts, lengths: newLengths };
};

/** As {@link substrings}, of bytes. */
const subarrays: Kernel = (vectors, length) => {
  const [input, from, size] = vectors as [Vector, Vector, Vector | undefined];
  const { bytes, starts: begins, lengths } = textBytes(input);
  const positions = ints(from);
  const sizes = size && ints(size);
  const starts = new Int32Array(length);
  const newLengths = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const count = lengths[i] as number;
    const position = positions[i] as number;
    const first = position > 0 ? position - 1 : position < 0 ? count + position : 0;
    const last = sizes === undefined ? count : Math.min(first + (sizes[i] as number), count);
    const start = Math.max(first, 0);
    starts[i] = (begins[i] as number) + start;
    newLengths[i] = Math.max(last - start, 0);
  }
  const nulls = mergeNulls(vectors, length);
  return { kind: 'bytes', length, nulls, bytes, starts, lengths: newLengths };
};

/** Where the character `count` characters after `at` begins. */
function skip(bytes: Uint8Array, at: number, end: number, count: number): number {
  let left = count;
  let i = at;
  while (left > 0 && i < end) {
    i++;
    while (i < end && ((bytes[i] as number) & 0xc0) === 0x80) i++;
    left--;
  }
  return i;
}

function textual(
  args: readonly Argument[],
  kernel: Kernel,
  dataType: DataType,
  castTo: readonly DataType[],
): ResolvedFunction {
  return { dataType, nullable: anyNullable(args), castTo, kernel: byDictionary(kernel, args) };
}
