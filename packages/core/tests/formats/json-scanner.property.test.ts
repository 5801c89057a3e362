// Law: the three ways of reading JSON, the generated program, the scanner and the reader that says what
// records mean, answer the same for every record: the same values and nulls, the same rows, the same
// bad records with the same reasons.
import { expect, test } from 'vitest';
import type { ParseMode } from '../../src/formats/format.ts';
import { JsonDecoder, type JsonReading, type Tier } from '../../src/formats/json/json-decoder.ts';
import type { StructType } from '../../src/types/data-type.ts';
import { timeZone } from '../../src/types/time-zone.ts';
import { type Decoded, decodeWith } from './decode.ts';
import { Dice, FIELDS, type Style, style, styledRecord, wildRecord } from './json-records.ts';

/** More records and other seeds: `FUZZ_RECORDS=1000000 FUZZ_SEED=7 vitest run json-scanner`. */
const RECORDS = Number(process.env['FUZZ_RECORDS'] ?? 24_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const BATCH = 200;
/** Batches of one producer. In the first five the decoder gets to know its records. */
const BATCHES_OF_STYLE = 10;
/** Producers in turn before the decoders are new; each costs a template. */
const STYLES_OF_DECODER = 3;

const VARIANTS: readonly { mode: ParseMode; count: number; zone: string }[] = [
  { mode: 'PERMISSIVE', count: FIELDS.length, zone: 'UTC' },
  { mode: 'DROPMALFORMED', count: FIELDS.length, zone: 'Europe/Berlin' },
  { mode: 'PERMISSIVE', count: 4, zone: 'UTC' },
  { mode: 'DROPMALFORMED', count: 9, zone: 'UTC' },
];

test.each(VARIANTS)(
  'the three ways of reading agree on $count fields in mode $mode',
  ({ mode, count, zone }) => {
    const fields: StructType = { kind: 'struct', fields: FIELDS.slice(0, count) };
    const types = fields.fields.map((field) => field.dataType);
    const decoder = (tier: Tier): JsonDecoder =>
      new JsonDecoder({
        fields,
        wanted: fields.fields.map((_, i) => i),
        mode,
        zone: timeZone(zone),
        maxNesting: 6,
        maxRecordBytes: 400,
        tier,
      } satisfies JsonReading);
    const dice = new Dice(SEED * 10 + count);
    const perStyle = BATCH * BATCHES_OF_STYLE;
    const styles = Math.ceil(RECORDS / VARIANTS.length / perStyle);
    let [template, scanner, reader] = [decoder('template'), decoder('scanner'), decoder('reader')];
    for (let done = 0; done < styles; done++) {
      if (done % STYLES_OF_DECODER === 0) {
        [template, scanner, reader] = [decoder('template'), decoder('scanner'), decoder('reader')];
      }
      const producer = style(dice, FIELDS);
      for (let batch = 0; batch < BATCHES_OF_STYLE; batch++) {
        const records = Array.from({ length: BATCH }, () => anyRecord(dice, producer));
        const read = decodeWith(reader, types, records);
        expect(firstDifference(decodeWith(scanner, types, records), read)).toBeUndefined();
        expect(firstDifference(decodeWith(template, types, records), read)).toBeUndefined();
      }
    }
  },
);

function anyRecord(dice: Dice, producer: Style): Uint8Array | null {
  return dice.oneIn(5) ? wildRecord(dice) : styledRecord(dice, producer);
}

/** What is not the same, down to the sign of zero. */
function firstDifference(a: Decoded, b: Decoded): readonly string[] | undefined {
  const [left, right] = [a, b].map((d) => [...d.rows.map(textOf), ...d.bad.map(textOf)]);
  const length = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let i = 0; i < length; i++) {
    const pair = [left?.[i] ?? 'nothing', right?.[i] ?? 'nothing'];
    if (pair[0] !== pair[1]) return pair;
  }
  return undefined;
}

function textOf(values: readonly unknown[]): string {
  return JSON.stringify(values, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0)))
      return value;
    return Object.is(value, -0) ? 'the number -0' : `the number ${value}`;
  });
}
