import { gatherOrNull } from '../../columnar/gather.ts';
import type { DictionaryVector, ListVector, Vector } from '../../columnar/vector.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { bigints, booleans, doubles, ints } from './numbers.ts';
import { BytesBuilder, textBytes } from './text.ts';

/**
 * Row `i` is row `i` of the option `choices[i]`; -1 is null. All options hold one data type.
 */
export function choose(options: readonly Vector[], choices: Int32Array): Vector {
  const length = choices.length;
  const nulls = chosenNulls(options, choices);
  const kinds = new Set(options.map((option) => option.kind));
  if (kinds.has('boolean')) {
    const values = new Uint8Array(length);
    for (const [c, option] of options.entries()) {
      const from = booleans(option);
      for (let i = 0; i < length; i++) if (choices[i] === c) values[i] = from[i] as number;
    }
    return { kind: 'boolean', length, nulls, values };
  }
  if (kinds.has('int')) {
    const values = new Int32Array(length);
    for (const [c, option] of options.entries()) {
      const from = ints(option);
      for (let i = 0; i < length; i++) if (choices[i] === c) values[i] = from[i] as number;
    }
    return { kind: 'int', length, nulls, values };
  }
  if (kinds.has('bigint')) {
    const values = new BigInt64Array(length);
    for (const [c, option] of options.entries()) {
      const from = bigints(option);
      for (let i = 0; i < length; i++) if (choices[i] === c) values[i] = from[i] as bigint;
    }
    return { kind: 'bigint', length, nulls, values };
  }
  if (kinds.has('double')) {
    const values = new Float64Array(length);
    for (const [c, option] of options.entries()) {
      const from = doubles(option);
      for (let i = 0; i < length; i++) if (choices[i] === c) values[i] = from[i] as number;
    }
    return { kind: 'double', length, nulls, values };
  }
  if (kinds.has('bytes') || kinds.has('dictionary')) return chooseText(options, choices, nulls);
  if (kinds.has('struct')) {
    const width = options[0]?.kind === 'struct' ? options[0].children.length : 0;
    const children = Array.from({ length: width }, (_, c) =>
      choose(
        options.map((option) =>
          option.kind === 'struct' ? (option.children[c] as Vector) : option,
        ),
        choices,
      ),
    );
    return { kind: 'struct', length, nulls, children };
  }
  if (kinds.has('list')) return chooseLists(options as readonly ListVector[], choices, nulls);
  const from = options.map((option) => (option.kind === 'boxed' ? option.values : []));
  const values: InternalValue[] = [];
  for (let i = 0; i < length; i++) values.push(from[choices[i] as number]?.[i] ?? null);
  return { kind: 'boxed', length, nulls, values };
}

function chosenNulls(options: readonly Vector[], choices: Int32Array): Uint8Array | undefined {
  let nulls: Uint8Array | undefined;
  if (choices.includes(-1)) nulls = Uint8Array.from(choices, (choice) => (choice === -1 ? 1 : 0));
  for (const [c, option] of options.entries()) {
    const from = option.nulls;
    if (from === undefined) continue;
    nulls ??= new Uint8Array(choices.length);
    for (let i = 0; i < nulls.length; i++) if (choices[i] === c) nulls[i] = from[i] as number;
  }
  return nulls;
}

/** Elements are chosen as rows are: those of an option, put where the result wants them. */
function chooseLists(
  options: readonly ListVector[],
  choices: Int32Array,
  nulls: Uint8Array | undefined,
): Vector {
  const length = choices.length;
  const starts = new Int32Array(length);
  const lengths = new Int32Array(length);
  let total = 0;
  for (let i = 0; i < length; i++) {
    starts[i] = total;
    if (nulls?.[i] !== 1) lengths[i] = options[choices[i] as number]?.lengths[i] ?? 0;
    total += lengths[i] as number;
  }
  const elementChoices = new Int32Array(total);
  const positions = options.map(() => new Int32Array(total).fill(-1));
  for (let i = 0; i < length; i++) {
    const choice = choices[i] as number;
    const from = options[choice]?.starts[i] as number;
    const start = starts[i] as number;
    for (let j = 0; j < (lengths[i] as number); j++) {
      elementChoices[start + j] = choice;
      (positions[choice] as Int32Array)[start + j] = from + j;
    }
  }
  const candidates = options.map(({ elements }, c) =>
    gatherOrNull(elements, positions[c] as Int32Array),
  );
  const elements = choose(candidates, elementChoices);
  return { kind: 'list', length, nulls, starts, lengths, elements };
}

function chooseText(
  options: readonly Vector[],
  choices: Int32Array,
  nulls: Uint8Array | undefined,
): Vector {
  const shared = sharedDictionary(options);
  if (shared !== undefined) {
    const codes = new Int32Array(choices.length);
    for (let i = 0; i < codes.length; i++) codes[i] = shared[choices[i] as number]?.codes[i] ?? 0;
    const { dictionary } = shared[0] as DictionaryVector;
    return { kind: 'dictionary', length: codes.length, nulls, codes, dictionary };
  }
  const from = options.map(textBytes);
  const out = new BytesBuilder(choices.length);
  for (let i = 0; i < choices.length; i++) {
    const text = from[choices[i] as number];
    if (text !== undefined && nulls?.[i] !== 1) {
      out.append(text.bytes, text.starts[i] as number, text.lengths[i] as number);
    }
    out.endRow();
  }
  return out.finish(nulls);
}

function sharedDictionary(options: readonly Vector[]): readonly DictionaryVector[] | undefined {
  const all = options.filter((option) => option.kind === 'dictionary');
  const first = all[0];
  if (first === undefined || all.length < options.length) return undefined;
  return all.every(({ dictionary }) => dictionary === first.dictionary) ? all : undefined;
}
