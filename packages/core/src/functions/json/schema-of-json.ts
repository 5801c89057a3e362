import { BAD_EXAMPLE } from '../../errors/record.ts';
import { type DataType, STRING, type StructType } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import { timestampOfText } from '../../types/timestamp.ts';
import type { ScalarFunction } from '../function.ts';
import { exampleFunction } from '../records/example-function.ts';
import { RecordOptions } from '../records/record-options.ts';
import { schemaText } from '../records/schema-text.ts';
import { timeReader } from '../time/read-time.ts';
import { inferJson, type JsonInference, knownType } from './infer-json.ts';
import { syntaxOf } from './json-options.ts';
import { JsonFailure } from './json-syntax.ts';
import { JsonTokens } from './json-tokens.ts';

const EMPTY: StructType = { kind: 'struct', fields: [] };

/** `schemaOfJson(text, options?)`, see `expr/records.ts`. */
export const SCHEMA_OF_JSON: ScalarFunction = exampleFunction('schemaOfJson', (text, options) =>
  schemaText(typeOfExample(text, options)),
);

function typeOfExample(text: string, options: RecordOptions): DataType {
  const inference = inferenceOf(options);
  const json = new JsonTokens(text, syntaxOf(options));
  try {
    json.next();
    const type = inferJson(json, inference);
    const known = knownType(type, inference);
    if (known !== undefined) return known;
    if (type.kind === 'struct') return EMPTY;
    return type.kind === 'array' && type.element.kind === 'struct'
      ? { ...type, element: EMPTY }
      : STRING;
  } catch (error) {
    if (!(error instanceof JsonFailure)) throw error;
    throw BAD_EXAMPLE.error({ fn: 'schemaOfJson', reason: error.message }, { cause: error });
  }
}

function inferenceOf(options: RecordOptions): JsonInference {
  return {
    primitivesAsString: options.flag('primitivesAsString', false),
    prefersDecimal: options.flag('prefersDecimal', false),
    dropFieldIfAllNull: options.flag('dropFieldIfAllNull', false),
    ...(options.flag('inferTimestamp', false) && { isTimestamp: timestampTest(options) }),
  };
}

function timestampTest(options: RecordOptions): (text: string) => boolean {
  const zone = timeZone(options.text('timeZone') ?? 'UTC');
  const format = options.text('timestampFormat');
  if (format === undefined) return (text) => !Number.isNaN(timestampOfText(text, zone, 0));
  const read = timeReader(format);
  return (text) => read(text, zone) !== undefined;
}
