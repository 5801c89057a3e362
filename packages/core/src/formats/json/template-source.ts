import { type Gap, NO_SLOT } from './key-order.ts';
import { BOOLEAN, DECIMAL, DOUBLE, INTEGER, LONG, NESTED, TEXT } from './scan-slot.ts';

/** One value of the template and the bytes that stand before it. */
export interface TemplateStep extends Gap {
  /** What is done with the value, see `scan-slot.ts`. */
  readonly action: number;
  /** The largest integer that fits. */
  readonly max: number;
  readonly takesNull: boolean;
}

/** A piece of a program. */
class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Piece = number | Code;

/**
 * The only way to make {@link Code}: text that stands in this file, integers, and other code. Names
 * and data of records therefore never become part of a program.
 */
function code(parts: TemplateStringsArray, ...values: readonly (Piece | readonly Piece[])[]): Code {
  let text = parts[0] as string;
  for (const [i, value] of values.entries()) {
    text += [value].flat().map(textOf).join('') + (parts[i + 1] as string);
  }
  return new Code(text);
}

function textOf(piece: Piece): string {
  if (piece instanceof Code) return piece.text;
  if (Number.isSafeInteger(piece)) return String(piece);
  throw new TypeError('only integers and code go into code');
}

/** The shape that most records have. */
export interface Template {
  readonly steps: readonly TemplateStep[];
  /** The columns that no record of this shape has. */
  readonly absent: readonly number[];
  readonly maxRecordBytes: number;
  /** Levels that a value may open. */
  readonly maxNesting: number;
}

/**
 * The program that reads records of a template: the body of a function of `values`, the module
 * `scan-values.ts`, that answers a `TemplateScan`. For records such as `{"id":"a7","price":12.50}`
 * it is
 *
 *     const { isNull, scanBoolean, scanDouble, … } = values;
 *     return function scanTemplate(bytes, view, starts, lengths, count, columns, missed) {
 *       const starts0 = columns[0].starts, lengths0 = columns[0].lengths;
 *       const doubles1 = columns[1].doubles;
 *       let misses = 0;
 *       for (let row = 0; row < count; row++) {
 *         let p = starts[row], q = 0, word = 0;
 *         const size = lengths[row], end = p + size;
 *         read: {
 *           if (size < 15 || size > 1048576) break read;
 *           if (p + 6 > end || view.getInt32(p + 0, true) !== 1684611707 || …) break read;
 *           p += 6;
 *           if (bytes[p] !== 34) break read;
 *           for (q = p + 1; q + 4 <= end; q += 4) { … }
 *           if (bytes[q] !== 34 && (q = scanString(bytes, view, q, end)) < 0) break read;
 *           starts0[row] = p + 1; lengths0[row] = q - p - 1; p = q + 1;
 *           if (p + 9 > end || view.getInt32(p + 0, true) !== 1919951404 || …) break read;
 *           p += 9;
 *           if ((p = scanDouble(bytes, p, doubles1, row)) < 0) break read;
 *           p = skipSpace(bytes, p);
 *           if (p >= end || bytes[p] !== 125) break read;
 *           continue;
 *         }
 *         missed[misses++] = row;
 *       }
 *       return misses;
 *     };
 */
export function templateSource(template: Template): string {
  const { steps, absent, maxRecordBytes, maxNesting } = template;
  const wanted = steps.filter(({ slot }) => slot !== NO_SLOT);
  const gapBytes = steps.reduce((total, { byteLength }) => total + byteLength, 0);
  return code`const { isNull, scanBoolean, scanDouble, scanInteger, scanString, skipNumber, skipSpace, skipValue } = values;
return function scanTemplate(bytes, view, starts, lengths, count, columns, missed) {${wanted.map(arraysOf)}
  let misses = 0;
  for (let row = 0; row < count; row++) {
    let p = starts[row], q = 0, word = 0;
    const size = lengths[row], end = p + size;
    read: {
      if (size < ${gapBytes} || size > ${maxRecordBytes}) break read;${steps.map((step) => readStep(step, maxNesting))}
      p = skipSpace(bytes, p);
      if (p >= end || bytes[p] !== 125) break read;${absent.map(setNull)}
      continue;
    }
    missed[misses++] = row;
  }
  return misses;
};`.text;
}

/** The arrays that take the values of a step. */
function arraysOf({ slot, action }: TemplateStep): Code {
  switch (action) {
    case DOUBLE:
    case LONG:
      return code`
  const doubles${slot} = columns[${slot}].doubles;`;
    case INTEGER:
      return code`
  const ints${slot} = columns[${slot}].ints;`;
    case BOOLEAN:
      return code`
  const booleans${slot} = columns[${slot}].booleans;`;
    default:
      return code`
  const starts${slot} = columns[${slot}].starts, lengths${slot} = columns[${slot}].lengths;`;
  }
}

function readStep(step: TemplateStep, maxNesting: number): Code {
  const { words, byteLength, slot, takesNull } = step;
  const differs = Array.from(words, (word, i) => {
    const offset = Math.min(i * 4, byteLength - 4);
    return code` || view.getInt32(p + ${offset}, true) !== ${word}`;
  });
  return code`
      if (p + ${byteLength} > end${differs}) break read;
      p += ${byteLength};${slot !== NO_SLOT && takesNull ? unlessNull(slot) : []}
      ${readValue(step, maxNesting)}`;
}

function unlessNull(slot: number): Code {
  return code`
      if (bytes[p] === 110 && isNull(view, p, end)) { columns[${slot}].setNull(row); p += 4; } else`;
}

function setNull(slot: number): Code {
  return code`
      columns[${slot}].setNull(row);`;
}

function readValue({ slot, action, max }: TemplateStep, maxNesting: number): Code {
  switch (action) {
    case DOUBLE:
      return code`if ((p = scanDouble(bytes, p, doubles${slot}, row)) < 0) break read;`;
    case INTEGER:
      return code`if ((p = scanInteger(bytes, p, ${max}, ints${slot}, row)) < 0) break read;`;
    case LONG:
      return code`if ((p = scanInteger(bytes, p, ${max}, doubles${slot}, row)) < 0) break read;`;
    case BOOLEAN:
      return code`if ((p = scanBoolean(view, p, end, booleans${slot}, row)) < 0) break read;`;
    case TEXT:
      return code`{
        if (bytes[p] !== 34) break read;
        ${FIND_QUOTE}
        starts${slot}[row] = p + 1; lengths${slot}[row] = q - p - 1; p = q + 1;
      }`;
    case DECIMAL:
      return code`{
        if ((q = skipNumber(bytes, p)) < 0) break read;
        starts${slot}[row] = p; lengths${slot}[row] = q - p; p = q;
      }`;
    case NESTED:
      return code`{
        if ((q = skipValue(bytes, view, p, end, ${maxNesting})) < 0) break read;
        starts${slot}[row] = p; lengths${slot}[row] = q - p; p = q;
      }`;
    default:
      return code`if (bytes[p] === 34) {
        ${FIND_QUOTE}
        p = q + 1;
      } else if ((p = skipValue(bytes, view, p, end, ${maxNesting})) < 0) break read;`;
  }
}

/** The loop of `scanString`, in place: calls are the larger part of its cost, and V8 inlines only some. */
const FIND_QUOTE = code`for (q = p + 1; q + 4 <= end; q += 4) {
          word = view.getInt32(q, true);
          word = ((word ^ 0x22222222) - 0x01010101 | (word ^ 0x5c5c5c5c) - 0x01010101 | word - 0x20202020 | word) & 0x80808080;
          if (word !== 0) { q += 31 - Math.clz32(word & -word) >> 3; break; }
        }
        if (bytes[q] !== 34 && (q = scanString(bytes, view, q, end)) < 0) break read;`;
