import type { ListVector, StructVector, Vector } from '../columnar/vector.ts';
import { UNRESOLVED_FIELD } from '../errors/expression.ts';
import { nearestName } from '../errors/nearest-name.ts';
import { type DataType, type Field, STRING, showType } from '../types/data-type.ts';
import { castArguments } from './cast-expression.ts';
import { applied, type CompiledExpression, constantExpression } from './compiled-expression.ts';
import type { ExprSettings, Kernel } from './function.ts';
import { scalarFunction } from './registry.ts';

/** `value.name`: a field of a struct, that field of every struct in an array, or the value of a key of a map. */
export function compileField(
  name: string,
  arg: CompiledExpression,
  settings: ExprSettings,
): CompiledExpression {
  const { dataType: type, nullable } = arg;
  if (type.kind === 'map') {
    const key = constantExpression(name, STRING);
    const { kernel, castTo, ...result } = scalarFunction('getItem').resolve([arg, key], settings);
    const args = castArguments([arg, key], castTo, settings);
    return applied(kernel, args, { canFail: false, ...result }, settings);
  }
  if (type.kind === 'array') {
    const [index, field] = fieldOf(name, type.element, type);
    const containsNull = type.containsNull || field.nullable;
    const dataType = { kind: 'array', element: field.dataType, containsNull } as const;
    return applied(ofEach(index), [arg], { dataType, nullable, canFail: false }, settings);
  }
  const [index, field] = fieldOf(name, type, type);
  const result = { dataType: field.dataType, nullable: nullable || field.nullable, canFail: false };
  return applied(([struct]) => child(struct as Vector, index), [arg], result, settings);
}

function fieldOf(name: string, struct: DataType, type: DataType): readonly [number, Field] {
  const fields = struct.kind === 'struct' ? struct.fields : [];
  const index = fields.findIndex((field) => field.name === name);
  const field = fields[index];
  if (field !== undefined) return [index, field];
  const names = fields.map((candidate) => candidate.name);
  const suggestion = nearestName(name, names);
  throw UNRESOLVED_FIELD.error({ field: name, type: showType(type), suggestion });
}

function ofEach(index: number): Kernel {
  return ([list]) => {
    const { elements, ...lists } = list as ListVector;
    return { ...lists, elements: child(elements, index) };
  };
}

function child(struct: Vector, index: number): Vector {
  return (struct as StructVector).children[index] as Vector;
}
