import { readValue } from '../../columnar/read-value.ts';
import { type ValueTextStyle, valueText } from '../../columnar/value-text.ts';
import type { Vector } from '../../columnar/vector.ts';
import { type DataType, STRING } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { ExprSettings, Kernel } from '../function.ts';
import { BytesBuilder } from '../vectors/text.ts';

/** Casts to string; every type has a text. */
export function castToText(from: DataType, to: DataType): Kernel | undefined {
  if (to.kind !== STRING.kind) return undefined;
  if (from.kind === 'binary') return ([vector]) => vector as Vector;
  return ([vector], length, context) => {
    const style = castStyle(context);
    const out = new BytesBuilder(length);
    for (let i = 0; i < length; i++) {
      const value = readValue(vector as Vector, i, from);
      if (value !== null) out.appendText(valueText(value, from, style));
      out.endRow();
    }
    return out.finish((vector as Vector).nulls);
  };
}

/** How a cast to string writes values. */
function castStyle({ ansi, timeZone: zone }: ExprSettings): ValueTextStyle {
  return {
    nullText: 'null',
    binary: 'utf8',
    decimal: ansi ? 'plain' : 'scientific',
    zone: timeZone(zone),
  };
}
