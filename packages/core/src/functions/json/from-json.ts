import { MALFORMED_TEXT } from '../../errors/record.ts';
import { type DataType, type StructType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { EvalContext, ScalarFunction } from '../function.ts';
import {
  CORRUPT_RECORD,
  corruptField,
  expectText,
  ofFirst,
  RECORD_TEXT,
  schemaArgument,
} from '../records/record-function.ts';
import { RecordOptions } from '../records/record-options.ts';
import { parseDayCount, recordTimes } from '../records/record-times.ts';
import { expectCount, typeMismatch } from '../scalars/arguments.ts';
import { byRow } from '../scalars/by-row.ts';
import { boxed } from '../vectors/row-values.ts';
import { syntaxOf } from './json-options.ts';
import { JsonParser, type ParsedJson } from './json-parser.ts';

/** `fromJson(text, schema, options?)`, see `expr/records.ts`. */
export const FROM_JSON: ScalarFunction = {
  name: 'fromJson',
  resolve(args, settings) {
    expectCount('fromJson', args, 2, 3);
    expectText('fromJson', args);
    const dataType = schemaArgument('fromJson', args, 1);
    if (!isNested(dataType) || !isJsonType(dataType)) {
      throw typeMismatch('fromJson', args, 'a struct, an array or a map with texts as keys');
    }
    const options = RecordOptions.of('fromJson', args[2]);
    const mode = options.mode();
    const zone = timeZone(options.text('timeZone') ?? settings.timeZone);
    const times = recordTimes(options, zone, parseDayCount);
    const parse = parserOf(
      dataType,
      options,
      (parsed) => new JsonParser(parsed, syntaxOf(options), times),
    );
    const map = (text: string, context: EvalContext): InternalValue => {
      const { value, failure } = parse(text, context);
      if (failure === undefined || mode === 'PERMISSIVE') return value;
      throw MALFORMED_TEXT.error({ fn: 'fromJson', reason: failure.message });
    };
    const canFail = mode === 'FAILFAST' || hasTime(dataType);
    const traits = { givesNull: true, canFail };
    return ofFirst(byRow('fromJson', [RECORD_TEXT], boxed(dataType), map, traits), args, settings);
  },
};

type Parse = (text: string, context: EvalContext) => ParsedJson;

/** Gives a row of nulls for a text of which nothing fits a struct, with the text in its own field. */
function parserOf(
  dataType: DataType,
  options: RecordOptions,
  parserFor: (dataType: DataType) => JsonParser,
): Parse {
  if (dataType.kind !== 'struct') {
    const parser = parserFor(dataType);
    return (text, context) => parser.parse(text, context);
  }
  const { fields } = dataType;
  const corruptName = options.text('columnNameOfCorruptRecord') ?? CORRUPT_RECORD;
  const corrupt = corruptField('fromJson', fields, corruptName);
  const others: StructType = { kind: 'struct', fields: fields.filter((_, i) => i !== corrupt) };
  const parser = parserFor(others);
  const nulls = others.fields.map(() => null);
  return (text, context) => {
    const parsed = parser.parse(text, context);
    const { failure } = parsed;
    if (parsed.value === null && failure === undefined) return parsed;
    const row = (parsed.value ?? nulls) as readonly InternalValue[];
    const value =
      corrupt < 0 ? row : row.toSpliced(corrupt, 0, failure === undefined ? null : text);
    return failure === undefined ? { value } : { value, failure };
  };
}

function isNested({ kind }: DataType): boolean {
  return kind === 'struct' || kind === 'array' || kind === 'map';
}

function isJsonType(type: DataType): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.every((field) => isJsonType(field.dataType));
    case 'array':
      return isJsonType(type.element);
    case 'map':
      return type.key.kind === 'string' && isJsonType(type.value);
    default:
      return type.kind !== 'interval';
  }
}

function hasTime(type: DataType): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.some((field) => hasTime(field.dataType));
    case 'array':
      return hasTime(type.element);
    case 'map':
      return hasTime(type.value);
    default:
      return type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
  }
}
