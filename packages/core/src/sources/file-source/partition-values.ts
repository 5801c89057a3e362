import { gather } from '../../columnar/gather.ts';
import type { Dictionary, Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { BAD_PARTITION_VALUE } from '../../errors/file-source.ts';
import { csvValue } from '../../formats/csv/csv-value.ts';
import { partitionTexts } from '../../formats/partition-path.ts';
import { type DataType, type Field, showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { UTC } from '../../types/time-zone.ts';

type Kind = 'none' | 'int' | 'long' | 'double' | 'date' | 'timestamp' | 'string';

/** What a text must look like to be guessed as a type, narrowest first; it must also be a value of it. */
const LOOKS: readonly (readonly [Exclude<Kind, 'none' | 'string'>, RegExp])[] = [
  ['int', /^[+-]?\d+$/],
  ['long', /^[+-]?\d+$/],
  ['double', /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^NaN$|^[+-]?Infinity$/],
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['timestamp', /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}/],
];

/** The partition columns of a table with types by Spark's rule: the narrowest that reads all values, else string. */
export function inferPartitionFields(paths: readonly string[]): Field[] {
  const kinds = new Map<string, Kind>();
  for (const path of paths) {
    for (const [name, text] of partitionTexts(path)) {
      const own = text === null ? 'none' : kindOf(text);
      kinds.set(name, wider(kinds.get(name) ?? 'none', own));
    }
  }
  return Array.from(kinds, ([name, kind]) => ({
    name,
    dataType: { kind: kind === 'none' ? 'string' : kind },
    nullable: true,
  }));
}

const NUMERIC: readonly Kind[] = ['none', 'int', 'long', 'double'];
const TEMPORAL: readonly Kind[] = ['none', 'date', 'timestamp'];

function wider(a: Kind, b: Kind): Kind {
  for (const ladder of [NUMERIC, TEMPORAL]) {
    const step = Math.max(ladder.indexOf(a), ladder.indexOf(b));
    if (ladder.includes(a) && ladder.includes(b)) return ladder[step] as Kind;
  }
  return a === 'none' ? b : b === 'none' ? a : 'string';
}

function kindOf(text: string): Kind {
  const found = LOOKS.find(
    ([kind, look]) => look.test(text) && csvValue(text, { kind }, UTC) !== undefined,
  );
  return found?.[0] ?? 'string';
}

/**
 * The value that a folder's text stands for.
 *
 * @throws {@link BAD_PARTITION_VALUE} where it is none of the column's type
 */
export function partitionValue(text: string | null, { name, dataType }: Field): InternalValue {
  if (text === null) return null;
  const value = csvValue(text, dataType, UTC);
  if (value === undefined) {
    throw BAD_PARTITION_VALUE.error({ column: name, value: text, expected: showType(dataType) });
  }
  return value;
}

/** A column that has one value in every row. Strings become a dictionary of one entry, cheap to group by. */
export function constantVector(value: InternalValue, type: DataType): (length: number) => Vector {
  if (typeof value === 'string' && type.kind === 'string') {
    const bytes = new TextEncoder().encode(value);
    const dictionary: Dictionary = { size: 1, text: () => value, bytes: () => bytes };
    return (length) => ({
      kind: 'dictionary',
      length,
      nulls: undefined,
      codes: new Int32Array(length),
      dictionary,
    });
  }
  const single = vectorOf([value], type);
  return (length) => gather(single, new Int32Array(length));
}
