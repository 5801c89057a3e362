import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { type Field, STRING } from '../../types/data-type.ts';
import type { ScalarFunction } from '../function.ts';
import { jsonText } from '../json/json-text.ts';
import { BytesBuilder } from '../vectors/text.ts';
import { argument, constantOf, expectCount, typeMismatch } from './arguments.ts';

export const STRUCTS: readonly ScalarFunction[] = [
  {
    /** `struct(name, value, name, value, …)`: never null itself. */
    name: 'struct',
    resolve(args) {
      if (args.length % 2 !== 0) {
        throw WRONG_ARGUMENTS.error({
          ...{
            fn: 'struct',
            expected: 'names and values in turn',
            found: `${args.length} arguments`,
          },
        });
      }
      const fields: Field[] = [];
      for (let i = 0; i < args.length; i += 2) {
        const name = String(constantOf('struct', args, i, 'a constant name'));
        const { dataType, nullable } = argument(args, i + 1);
        fields.push({ name, dataType, nullable });
      }
      return {
        dataType: { kind: 'struct', fields },
        nullable: false,
        kernel: (vectors, length) => ({
          kind: 'struct',
          length,
          nulls: undefined,
          children: vectors.filter((_, i) => i % 2 === 1),
        }),
      };
    },
  },
  {
    /** The text of a struct, an array or a map; fields that are null are left out. */
    name: 'toJson',
    resolve(args) {
      expectCount('toJson', args, 1);
      const { dataType, nullable } = argument(args, 0);
      if (dataType.kind !== 'struct' && dataType.kind !== 'array' && dataType.kind !== 'map') {
        throw typeMismatch('toJson', args, 'a struct, an array or a map');
      }
      return {
        dataType: STRING,
        nullable,
        kernel: ([input], length, context) => {
          const vector = input as Vector;
          const out = new BytesBuilder(length, 64 * length);
          for (let i = 0; i < length; i++) {
            const value = readValue(vector, i, dataType);
            if (value !== null) out.appendText(jsonText(value, dataType, context));
            out.endRow();
          }
          return out.finish(vector.nulls);
        },
      };
    },
  },
];
