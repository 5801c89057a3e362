import { type DataType, type Field, sameType } from '@tidemark/core/connector';
import type * as Arrow from 'apache-arrow';
import type { Libraries } from './libraries.ts';

/**
 * The type a column of a file has in Tidemark, or nothing where it has none. As Spark reads them:
 * unsigned integers become the next larger signed type, all timestamps microseconds.
 */
export function dataTypeOf(arrow: Libraries['arrow'], type: Arrow.DataType): DataType | undefined {
  const { Type } = arrow;
  switch (type.typeId) {
    case Type.Bool:
      return { kind: 'boolean' };
    case Type.Int:
      return integerType(type as Arrow.Int);
    case Type.Float:
      return floatType(arrow, (type as Arrow.Float).precision);
    case Type.Decimal: {
      const { precision, scale, bitWidth } = type as Arrow.Decimal;
      return bitWidth === 128 ? { kind: 'decimal', precision, scale } : undefined;
    }
    case Type.Utf8:
    case Type.LargeUtf8:
      return { kind: 'string' };
    case Type.Binary:
    case Type.LargeBinary:
    case Type.FixedSizeBinary:
      return { kind: 'binary' };
    case Type.Date:
      return { kind: 'date' };
    case Type.Timestamp: {
      // Nanoseconds without a zone are the INT96 timestamps of Hive and Spark, which are instants.
      const { timezone, unit } = type as Arrow.Timestamp;
      const isInstant = (timezone ?? '') !== '' || unit === arrow.TimeUnit.NANOSECOND;
      return { kind: isInstant ? 'timestamp' : 'timestamp_ntz' };
    }
    case Type.Dictionary: {
      const value = dataTypeOf(arrow, (type as Arrow.Dictionary).dictionary);
      return value?.kind === 'string' ? value : undefined;
    }
    case Type.Null:
      return { kind: 'null' };
    case Type.List:
    case Type.FixedSizeList: {
      const [child] = (type as Arrow.List).children;
      const element = child === undefined ? undefined : dataTypeOf(arrow, child.type);
      if (child === undefined || element === undefined) return undefined;
      return { kind: 'array', element, containsNull: child.nullable };
    }
    case Type.Map:
      return mapType(arrow, type as Arrow.Map_);
    case Type.Struct: {
      const fields = (type as Arrow.Struct).children.map((child) => fieldOf(arrow, child));
      return fields.includes(undefined)
        ? undefined
        : { kind: 'struct', fields: fields as readonly Field[] };
    }
    default:
      return undefined;
  }
}

function fieldOf(arrow: Libraries['arrow'], field: Arrow.Field): Field | undefined {
  const dataType = dataTypeOf(arrow, field.type);
  return dataType && { name: field.name, dataType, nullable: field.nullable };
}

function mapType(arrow: Libraries['arrow'], type: Arrow.Map_): DataType | undefined {
  const [key, value] = (type.children[0]?.type as Arrow.Struct | undefined)?.children ?? [];
  if (key === undefined || value === undefined) return undefined;
  const keyType = dataTypeOf(arrow, key.type);
  const valueType = dataTypeOf(arrow, value.type);
  if (keyType === undefined || valueType === undefined) return undefined;
  return { kind: 'map', key: keyType, value: valueType, valueContainsNull: value.nullable };
}

function integerType({ bitWidth, isSigned }: Arrow.Int): DataType {
  const bits = isSigned ? bitWidth : 2 * bitWidth;
  if (bits <= 8) return { kind: 'byte' };
  if (bits <= 16) return { kind: 'short' };
  if (bits <= 32) return { kind: 'int' };
  return bits <= 64 ? { kind: 'long' } : { kind: 'decimal', precision: 20, scale: 0 };
}

function floatType(arrow: Libraries['arrow'], precision: Arrow.Precision): DataType | undefined {
  const { Precision } = arrow;
  if (precision === Precision.HALF) return undefined;
  return { kind: precision === Precision.SINGLE ? 'float' : 'double' };
}

const INTEGERS: readonly string[] = ['byte', 'short', 'int'];
const INSTANTS: readonly string[] = ['timestamp', 'timestamp_ntz'];

/** True where values of a file's type are values of the declared one without loss. */
export function canRead(found: DataType, declared: DataType): boolean {
  if (sameType(found, declared)) return true;
  switch (declared.kind) {
    case 'short':
    case 'int':
      return (
        INTEGERS.indexOf(found.kind) >= 0 &&
        INTEGERS.indexOf(found.kind) < INTEGERS.indexOf(declared.kind)
      );
    case 'long':
      return INTEGERS.includes(found.kind);
    case 'double':
      return INTEGERS.includes(found.kind) || found.kind === 'float';
    case 'decimal':
      return (
        found.kind === 'decimal' &&
        found.scale === declared.scale &&
        found.precision <= declared.precision
      );
    case 'timestamp':
    case 'timestamp_ntz':
      return INSTANTS.includes(found.kind);
    case 'array':
      return found.kind === 'array' && canRead(found.element, declared.element);
    case 'map':
      return (
        found.kind === 'map' &&
        canRead(found.key, declared.key) &&
        canRead(found.value, declared.value)
      );
    case 'struct':
      return (
        found.kind === 'struct' &&
        declared.fields.every((field) => {
          const twin = found.fields.find(({ name }) => name === (field.sourceName ?? field.name));
          return twin === undefined ? field.nullable : canRead(twin.dataType, field.dataType);
        })
      );
    default:
      return false;
  }
}
