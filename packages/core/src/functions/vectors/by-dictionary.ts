import { gather } from '../../columnar/gather.ts';
import type { Dictionary, DictionaryVector, Vector } from '../../columnar/vector.ts';
import type { Argument, EvalContext, Kernel } from '../function.ts';
import { head } from './head.ts';
import { mergeNulls } from './nulls.ts';
import { BytesBuilder } from './text.ts';

/** Results by code, for the entries that the dictionary had when they were computed. */
interface Answers {
  readonly size: number;
  readonly results: Vector | undefined;
  /** Rows seen since, whose codes the results did not cover. */
  readonly rowsBeyond: number;
}

/**
 * A kernel that computes once for each entry of a dictionary, not for each row, where one argument is
 * text and all others are constants. Answers are kept as long as the dictionary lives: entries never
 * change. A dictionary that grew is computed again only when as many rows have passed as it has
 * entries, so the work stays in proportion to the rows.
 *
 * The kernel must give null for null.
 */
export function byDictionary(kernel: Kernel, args: readonly Argument[]): Kernel {
  const free = args.flatMap((arg, i) => (arg.constant === undefined ? [i] : []));
  const at = free[0];
  if (at === undefined || free.length > 1 || args[at]?.dataType.kind !== 'string') return kernel;
  const known = new WeakMap<Dictionary, Answers>();
  return (vectors, length, context) => {
    const text = vectors[at];
    if (text?.kind !== 'dictionary') return kernel(vectors, length, context);
    const answers = known.get(text.dictionary) ?? { size: 0, results: undefined, rowsBeyond: 0 };
    if (answers.results === undefined || highestCode(text) >= answers.size) {
      const rowsBeyond = answers.rowsBeyond + length;
      const size = text.dictionary.size;
      if (size > rowsBeyond) {
        known.set(text.dictionary, { ...answers, rowsBeyond });
        return kernel(vectors, length, context);
      }
      const results = answerAll(kernel, vectors, at, text.dictionary, size, context);
      known.set(text.dictionary, { size, results, rowsBeyond: 0 });
      return pick(results, text);
    }
    return pick(answers.results, text);
  };
}

function highestCode({ codes, length, nulls }: DictionaryVector): number {
  let highest = 0;
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (code > highest && (nulls === undefined || nulls[i] === 0)) highest = code;
  }
  return highest;
}

function answerAll(
  kernel: Kernel,
  vectors: readonly Vector[],
  at: number,
  dictionary: Dictionary,
  size: number,
  context: EvalContext,
): Vector {
  const entries = new BytesBuilder(size);
  for (let code = 0; code < size; code++) {
    const bytes = dictionary.bytes(code);
    entries.append(bytes, 0, bytes.length);
    entries.endRow();
  }
  const none = new Int32Array(size);
  const whole = vectors.map((vector, i) =>
    i === at ? entries.finish(undefined) : gather(vector, none),
  );
  return kernel(whole, size, context);
}

/** The code of a null may be anything, and so is what it picks. */
function pick(results: Vector, { codes, length, nulls }: DictionaryVector): Vector {
  const rows = codes.length === length ? codes : codes.subarray(0, length);
  const out = gather(results, rows);
  if (nulls === undefined) return out;
  const merged = mergeNulls([out, { ...head(out, length), nulls }], length);
  return { ...out, nulls: merged };
}
