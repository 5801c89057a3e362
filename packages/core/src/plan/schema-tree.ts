import type { DataType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';

/** The names that Spark's `printSchema` uses where they are not the kind's own. */
const NAMES: Readonly<Partial<Record<DataType['kind'], string>>> = { int: 'integer', null: 'void' };

/** The columns as the tree that Spark's `printSchema` prints. */
export function schemaTree({ fields }: Schema): string {
  const lines = fields.flatMap(({ name, dataType, nullable }) =>
    branch(`${name}: `, dataType, `nullable = ${nullable}`, ' |-- '),
  );
  return ['root', ...lines].join('\n');
}

function branch(name: string, type: DataType, note: string, indent: string): readonly string[] {
  const inner = ` |   ${indent}`;
  const line = `${indent}${name}${nameOf(type)} (${note})`;
  switch (type.kind) {
    case 'struct':
      return [
        line,
        ...type.fields.flatMap((field) =>
          branch(`${field.name}: `, field.dataType, `nullable = ${field.nullable}`, inner),
        ),
      ];
    case 'array':
      return [
        line,
        ...branch('element: ', type.element, `containsNull = ${type.containsNull}`, inner),
      ];
    case 'map':
      return [
        line,
        ...branch('key: ', type.key, 'nullable = false', inner),
        ...branch('value: ', type.value, `valueContainsNull = ${type.valueContainsNull}`, inner),
      ];
    default:
      return [line];
  }
}

function nameOf(type: DataType): string {
  if (type.kind === 'decimal') return `decimal(${type.precision},${type.scale})`;
  return NAMES[type.kind] ?? type.kind;
}
