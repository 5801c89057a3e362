import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { BINARY, type DataType, INT, STRING } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { ScalarFunction } from '../function.ts';
import { choose } from '../vectors/choose.ts';
import { ints } from '../vectors/numbers.ts';
import { TEXT } from '../vectors/row-values.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';
import { canBecome } from './implicit-cast.ts';

/** Functions of any number of texts. */
export const TEXT_LISTS: readonly ScalarFunction[] = [concatWs(), elt()];

const LIST: DataType = { kind: 'array', element: STRING, containsNull: true };

/** Texts, and the texts of arrays, with a separator between; nulls are passed over. */
function concatWs(): ScalarFunction {
  const name = 'concatWs';
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1, Infinity);
      const types = args.map(({ dataType }) => (dataType.kind === 'array' ? LIST : STRING));
      if (!args.every((arg, i) => canBecome(arg.dataType, types[i] as DataType))) {
        throw typeMismatch(name, args, 'a separator, texts and arrays of texts');
      }
      return {
        dataType: STRING,
        nullable: argument(args, 0).nullable,
        castTo: types,
        kernel(vectors, length) {
          const [separator, ...parts] = vectors as [Vector, ...Vector[]];
          const readSeparator = TEXT.reader(separator);
          const out = TEXT.writer(length);
          for (let row = 0; row < length; row++) {
            const texts: InternalValue[] = [];
            if (separator.nulls?.[row] !== 1) {
              for (const [i, part] of parts.entries()) {
                const value = readValue(part, row, types[i + 1] as DataType);
                if (Array.isArray(value)) texts.push(...(value as readonly InternalValue[]));
                else texts.push(value);
              }
            }
            const between = separator.nulls?.[row] === 1 ? '' : readSeparator(row);
            out.append(texts.filter((text) => text !== null).join(between));
          }
          return out.finish(separator.nulls);
        },
      };
    },
  };
}

/** The text, or the bytes, at a position from 1; null outside, an error by ANSI rules. */
function elt(): ScalarFunction {
  const name = 'elt';
  return {
    name,
    resolve(args, { ansi }) {
      expectCount(name, args, 2, Infinity);
      const values = args.slice(1);
      const isBinary = values.every((arg) => arg.dataType.kind === 'binary');
      const dataType = isBinary ? BINARY : STRING;
      const isFine = values.every((arg) => canBecome(arg.dataType, dataType));
      if (!isFine || !canBecome(argument(args, 0).dataType, INT)) {
        throw typeMismatch(name, args, 'a position and texts');
      }
      return {
        dataType,
        nullable: true,
        castTo: [INT, ...values.map(() => dataType)],
        canFail: ansi,
        kernel([position, ...options], length) {
          const positions = ints(position as Vector);
          const choices = new Int32Array(length);
          for (let row = 0; row < length; row++) {
            const isNull = (position as Vector).nulls?.[row] === 1;
            const at = positions[row] as number;
            const isThere = at >= 1 && at <= options.length;
            if (ansi && !isThere && !isNull) {
              const expected = `a position from 1 to ${options.length}`;
              throw INVALID_ARGUMENT.error({ fn: name, argument: 1, expected, found: String(at) });
            }
            choices[row] = isThere && !isNull ? at - 1 : -1;
          }
          return choose(options, choices);
        },
      };
    },
  };
}
