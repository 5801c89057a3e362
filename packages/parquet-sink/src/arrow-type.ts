import {
  type DataType,
  type Field,
  type MapType,
  type StructType,
  showType,
} from '@tidemark/core/connector';
import type * as Arrow from 'apache-arrow';
import { UNSUPPORTED_TYPE } from './errors.ts';
import type { Libraries } from './libraries.ts';

type ArrowLibrary = Libraries['arrow'];

/** Refuses types that no Parquet file holds, nested ones too, so a query fails before it runs. */
export function checkStorable(column: string, type: DataType): void {
  switch (type.kind) {
    case 'interval':
    case 'null':
      throw UNSUPPORTED_TYPE.error({ column, dataType: showType(type) });
    case 'array':
      return checkStorable(`${column}.element`, type.element);
    case 'map':
      checkStorable(`${column}.key`, type.key);
      return checkStorable(`${column}.value`, type.value);
    case 'struct':
      // Parquet has no group without fields.
      if (type.fields.length === 0) {
        throw UNSUPPORTED_TYPE.error({ column, dataType: showType(type) });
      }
      for (const field of type.fields) checkStorable(`${column}.${field.name}`, field.dataType);
      return;
    default:
  }
}

export function arrowField(arrow: ArrowLibrary, field: Field): Arrow.Field {
  return new arrow.Field(field.name, arrowType(arrow, field.dataType), field.nullable);
}

/**
 * The Arrow type of a column; parquet-wasm derives the Parquet type from it. Names inside of lists
 * and maps are those of the Parquet specification, as Spark writes them.
 */
export function arrowType(arrow: ArrowLibrary, type: DataType): Arrow.DataType {
  const { Map_: ArrowMap } = arrow;
  switch (type.kind) {
    case 'boolean':
      return new arrow.Bool();
    case 'byte':
      return new arrow.Int8();
    case 'short':
      return new arrow.Int16();
    case 'int':
      return new arrow.Int32();
    case 'long':
      return new arrow.Int64();
    case 'float':
      return new arrow.Float32();
    case 'double':
      return new arrow.Float64();
    case 'decimal':
      return new arrow.Decimal(type.scale, type.precision, 128);
    case 'string':
      return new arrow.Utf8();
    case 'binary':
      return new arrow.Binary();
    case 'date':
      return new arrow.DateDay();
    case 'timestamp':
      return new arrow.TimestampMicrosecond('UTC');
    case 'timestamp_ntz':
      return new arrow.TimestampMicrosecond();
    case 'array':
      return new arrow.List(
        new arrow.Field('element', arrowType(arrow, type.element), type.containsNull),
      );
    case 'map':
      return new ArrowMap(arrowField(arrow, entryField(type)));
    case 'struct':
      return new arrow.Struct(type.fields.map((field) => arrowField(arrow, field)));
    case 'interval':
    case 'null':
      throw UNSUPPORTED_TYPE.error({ column: '', dataType: showType(type) });
  }
}

/** What a map is a list of. */
export function entryField(type: MapType): Field & { readonly dataType: StructType } {
  const fields = [
    { name: 'key', dataType: type.key, nullable: false },
    { name: 'value', dataType: type.value, nullable: type.valueContainsNull },
  ];
  return { name: 'key_value', dataType: { kind: 'struct', fields }, nullable: false };
}
