import { concatVectors } from '../columnar/concat.ts';
import { denseList } from '../columnar/dense-list.ts';
import { gatherOrNull } from '../columnar/gather.ts';
import type { ListVector, Vector } from '../columnar/vector.ts';
import { MISPLACED_GENERATOR, WRONG_ARGUMENTS } from '../errors/expression.ts';
import {
  type DataType,
  elementType,
  type Field,
  INT,
  NULL,
  type StructType,
  sameType,
} from '../types/data-type.ts';
import type { Argument, ScalarFunction } from './function.ts';
import type { GeneratorFunction, ResolvedGeneratorCall } from './generator.ts';
import { argument, constantOf, expectCount, typeMismatch } from './scalars/arguments.ts';
import { arrayArgument } from './scalars/list-arguments.ts';
import { lists } from './vectors/lists.ts';

const GENERATORS: readonly GeneratorFunction[] = [
  { name: 'explode', resolve: (args) => resolveExplode('explode', args, false) },
  { name: 'explodeOuter', resolve: (args) => resolveExplode('explodeOuter', args, true) },
  { name: 'posexplode', resolve: (args) => resolvePosexplode('posexplode', args, false) },
  { name: 'posexplodeOuter', resolve: (args) => resolvePosexplode('posexplodeOuter', args, true) },
  { name: 'inline', resolve: (args) => resolveInline('inline', args, false) },
  { name: 'inlineOuter', resolve: (args) => resolveInline('inlineOuter', args, true) },
  { name: 'stack', resolve: resolveStack },
];

const BY_NAME: ReadonlyMap<string, GeneratorFunction> = new Map(
  GENERATORS.map((generator) => [generator.name, generator]),
);

/** The generator of this name, which `isGenerator` has found to be one. */
export function generatorFunction(name: string): GeneratorFunction {
  return BY_NAME.get(name) as GeneratorFunction;
}

/** What a generator is where a function of one row is expected: misplaced. */
export const MISPLACED_GENERATORS: readonly ScalarFunction[] = GENERATORS.map(({ name }) => ({
  name,
  resolve() {
    throw MISPLACED_GENERATOR.error({ fn: name });
  },
}));

/** A row for each element of an array, or entry of a map, which is a struct of `key` and `value`. */
function resolveExplode(
  fn: string,
  args: readonly Argument[],
  isOuter: boolean,
): ResolvedGeneratorCall {
  const { type, element } = exploded(fn, args);
  return {
    dataType: element.dataType,
    nullable: isOuter || element.nullable,
    castTo: [type],
    generate: ([list]) => {
      const { rows, positions, elements } = explode(lists(list), isOuter);
      return { rows, values: gatherOrNull(elements, positions) };
    },
  };
}

/** As `explode`, with the position from 0: a struct of `pos` and `col`, or of `pos`, `key` and `value`. */
function resolvePosexplode(
  fn: string,
  args: readonly Argument[],
  isOuter: boolean,
): ResolvedGeneratorCall {
  const { type, element, isMap } = exploded(fn, args);
  const values: readonly Field[] =
    isMap && element.dataType.kind === 'struct'
      ? element.dataType.fields
      : [{ name: 'col', ...element }];
  const fields: readonly Field[] = [{ name: 'pos', dataType: INT, nullable: false }, ...values];
  return {
    dataType: { kind: 'struct', fields: isOuter ? fields.map(orNull) : fields },
    nullable: false,
    castTo: [type],
    generate: ([list]) => {
      const { rows, positions, elements, places } = explode(lists(list), isOuter);
      const picked = gatherOrNull(elements, positions);
      const parts = isMap && picked.kind === 'struct' ? picked.children : [picked];
      return { rows, values: structOf([places, ...parts], rows.length) };
    },
  };
}

/** The structs of an array; one that is null gives a struct of nulls, as it gives a row of them in Spark. */
function resolveInline(
  fn: string,
  args: readonly Argument[],
  isOuter: boolean,
): ResolvedGeneratorCall {
  expectCount(fn, args, 1);
  const array = arrayArgument(fn, args, 0);
  const { element } = array;
  if (element.kind !== 'struct') throw typeMismatch(fn, args, 'an array of structs');
  const mayBeNull = isOuter || array.containsNull;
  const dataType: StructType = mayBeNull
    ? { kind: 'struct', fields: element.fields.map(orNull) }
    : element;
  return {
    dataType,
    nullable: false,
    generate: ([list]) => {
      const { rows, positions, elements } = explode(lists(list), isOuter);
      const picked = gatherOrNull(elements, positions);
      const children = picked.kind === 'struct' ? picked.children : [];
      return { rows, values: structOf(children, rows.length) };
    },
  };
}

/**
 * `stack(n, value, value, …)`: the values in `n` rows of equally many columns, `col0`, `col1` and so on;
 * what is missing in the last row is null.
 */
function resolveStack(args: readonly Argument[]): ResolvedGeneratorCall {
  expectCount('stack', args, 2, Infinity);
  const numRows = constantOf('stack', args, 0, 'a constant number of rows');
  if (typeof numRows !== 'number' || numRows < 1) {
    const expected = 'a number of rows above 0';
    throw WRONG_ARGUMENTS.error({ fn: 'stack', expected, found: String(numRows) });
  }
  const values = args.slice(1);
  const numColumns = Math.ceil(values.length / numRows);
  const columns = Array.from({ length: numColumns }, (_, c) =>
    values.filter((__, i) => i % numColumns === c),
  );
  const fields = columns.map((column, c): Field => {
    const types = column.map(({ dataType }) => dataType);
    const dataType = types.find(({ kind }) => kind !== 'null') ?? NULL;
    if (!types.every((type) => type.kind === 'null' || sameType(type, dataType))) {
      throw typeMismatch('stack', args, 'columns of one type each');
    }
    const nullable = column.length < numRows || column.some((value) => value.nullable);
    return { name: `col${c}`, dataType, nullable };
  });
  return {
    dataType: { kind: 'struct', fields },
    nullable: false,
    castTo: [undefined, ...values.map((_, i) => fields[i % numColumns]?.dataType)],
    generate: ([, ...vectors], length) => {
      const rows = new Int32Array(length * numRows);
      for (let i = 0; i < length; i++) rows.fill(i, i * numRows, (i + 1) * numRows);
      const children = fields.map(({ dataType }, c) =>
        interleave(
          vectors.filter((_, i) => i % numColumns === c),
          dataType,
          numRows,
          length,
        ),
      );
      return { rows, values: structOf(children, rows.length) };
    },
  };
}

/** Row `i` of every vector behind each other, filled up with nulls to `every` rows. */
function interleave(
  vectors: readonly Vector[],
  type: DataType,
  every: number,
  length: number,
): Vector {
  const positions = new Int32Array(length * every).fill(-1);
  for (let i = 0; i < length; i++) {
    for (let v = 0; v < vectors.length; v++) positions[i * every + v] = v * length + i;
  }
  return gatherOrNull(concatVectors(vectors, type), positions);
}

function exploded(
  fn: string,
  args: readonly Argument[],
): {
  readonly type: DataType;
  readonly element: { readonly dataType: DataType; readonly nullable: boolean };
  readonly isMap: boolean;
} {
  expectCount(fn, args, 1);
  const { dataType: map } = argument(args, 0);
  if (map.kind === 'map') {
    return { type: map, element: { dataType: elementType(map), nullable: false }, isMap: true };
  }
  const array = arrayArgument(fn, args, 0);
  const element = { dataType: array.element, nullable: array.containsNull };
  return { type: array, element, isMap: false };
}

interface Explosion {
  readonly rows: Int32Array;
  /** Where each row finds its element; -1 for a row that has none and stays. */
  readonly positions: Int32Array;
  readonly elements: Vector;
  /** Its position in the list, from 0. */
  readonly places: Vector;
}

/** @param isOuter - whether a row without elements stays */
function explode(list: ListVector, isOuter: boolean): Explosion {
  const { lengths, elements, length } = denseList(list);
  const numEmpty = isOuter ? lengths.reduce((sum, size) => sum + (size === 0 ? 1 : 0), 0) : 0;
  const total = elements.length + numEmpty;
  const rows = new Int32Array(total);
  const positions = new Int32Array(total);
  const places = new Int32Array(total);
  let at = 0;
  let position = 0;
  for (let i = 0; i < length; i++) {
    const size = lengths[i] as number;
    for (let e = 0; e < size; e++) {
      rows[at] = i;
      places[at] = e;
      positions[at++] = position++;
    }
    if (isOuter && size === 0) {
      rows[at] = i;
      positions[at++] = -1;
    }
  }
  const index: Vector = { kind: 'int', length: total, nulls: undefined, values: places };
  const nullable = numEmpty === 0 ? index : gatherOrNull(index, maskedRows(positions));
  return { rows, positions, elements, places: nullable };
}

/** Every row in its place, but -1 where the position says so. */
function maskedRows(positions: Int32Array): Int32Array {
  return positions.map((position, row) => (position < 0 ? -1 : row));
}

function structOf(children: readonly Vector[], length: number): Vector {
  return { kind: 'struct', length, nulls: undefined, children };
}

function orNull(field: Field): Field {
  return { ...field, nullable: true };
}
