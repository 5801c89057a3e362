import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { type ArrayType, STRING, type StructType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Kernel, ScalarFunction } from '../function.ts';
import { FROM_JSON } from '../json/from-json.ts';
import { getJsonObject } from '../json/get-json-object.ts';
import { jsonArrayLength, jsonObjectKeys, jsonTuple } from '../json/json-members.ts';
import { type PathStep, parsePath } from '../json/json-path.ts';
import { SCHEMA_OF_JSON } from '../json/schema-of-json.ts';
import { TO_JSON } from '../json/to-json.ts';
import { expectText, RECORD_TEXT } from '../records/record-function.ts';
import { boxed, INTS, TEXT } from '../vectors/row-values.ts';
import { textReader } from '../vectors/text.ts';
import { expectCount } from './arguments.ts';
import { byRow, type RowFunctionTraits } from './by-row.ts';

const TEXTS: ArrayType = { kind: 'array', element: STRING, containsNull: true };
const GIVES_NULL: RowFunctionTraits = { givesNull: true };

export const JSON_FUNCTIONS: readonly ScalarFunction[] = [
  FROM_JSON,
  TO_JSON,
  SCHEMA_OF_JSON,
  {
    name: 'getJsonObject',
    resolve(args, settings) {
      const pathOf = rememberingLast(parsePath);
      const find = (text: string, path: string): string | null => {
        const steps = pathOf(path);
        return steps === undefined ? null : getJsonObject(text, steps);
      };
      const traits = { givesNull: true, canFail: args[1]?.constant === undefined };
      const fn = byRow<[string, string], string>(
        'getJsonObject',
        [RECORD_TEXT, TEXT],
        TEXT,
        find,
        traits,
      );
      return onText(fn).resolve(args, settings);
    },
  },
  onText(
    byRow<[string], number>('jsonArrayLength', [RECORD_TEXT], INTS, jsonArrayLength, GIVES_NULL),
  ),
  onText(
    byRow<[string], readonly string[]>(
      'jsonObjectKeys',
      [RECORD_TEXT],
      boxed(TEXTS),
      jsonObjectKeys,
      GIVES_NULL,
    ),
  ),
  {
    /** The members of an object by their names, as fields `c0`, `c1`, …: nulls where there are none. */
    name: 'jsonTuple',
    resolve(args) {
      expectCount('jsonTuple', args, 2, Infinity);
      expectText('jsonTuple', args);
      const fields = args
        .slice(1)
        .map((_, i) => ({ name: `c${i}`, dataType: STRING, nullable: true }));
      const dataType: StructType = { kind: 'struct', fields };
      return { dataType, nullable: false, kernel: tupleKernel(dataType) };
    },
  },
];

function onText(fn: ScalarFunction): ScalarFunction {
  return {
    name: fn.name,
    resolve(args, settings) {
      expectText(fn.name, args);
      return fn.resolve(args, settings);
    },
  };
}

function rememberingLast(
  parse: (path: string) => readonly PathStep[] | undefined,
): (path: string) => readonly PathStep[] | undefined {
  let last: string | undefined;
  let steps: readonly PathStep[] | undefined;
  return (path) => {
    if (path !== last) steps = parse(path);
    last = path;
    return steps;
  };
}

function tupleKernel(dataType: StructType): Kernel {
  const nulls = dataType.fields.map(() => null);
  return (vectors, length) => {
    const [text, ...names] = vectors as [Vector, ...Vector[]];
    const read = reading(text, (vector) => RECORD_TEXT.reader(vector));
    const readNames = names.map((vector) => reading(vector, textReader));
    const rows: InternalValue[] = [];
    for (let i = 0; i < length; i++) {
      const json = read(i);
      const found =
        json === null
          ? null
          : jsonTuple(
              json,
              readNames.map((name) => name(i)),
            );
      rows.push(found ?? nulls);
    }
    return vectorOf(rows, dataType);
  };
}

/** Reads text, and nulls as null; a vector of nulls has no text at all. */
function reading(
  vector: Vector,
  reader: (vector: Vector) => (row: number) => string,
): (row: number) => string | null {
  const { nulls } = vector;
  if (vector.kind === 'boxed') return () => null;
  const read = reader(vector);
  return (row) => (nulls?.[row] === 1 ? null : read(row));
}
