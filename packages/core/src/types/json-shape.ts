import type { JsonValue } from './json-value.ts';

/** Whether JSON is an object that has these fields of its own, of these types (`object`: no list, not null). */
export function isRecord(
  value: JsonValue | undefined,
  fields: Readonly<Record<string, 'number' | 'string' | 'object'>>,
): value is { readonly [key: string]: JsonValue } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const record = value as { readonly [key: string]: JsonValue };
  return Object.entries(fields).every(([name, type]) => {
    if (!Object.hasOwn(record, name)) return false;
    const field = record[name] as JsonValue;
    return type === 'object' ? isRecord(field, {}) : typeof field === type;
  });
}

/** Whether JSON is a list of such values. */
export function isListOf(
  value: JsonValue | undefined,
  isElement: (element: JsonValue) => boolean,
): boolean {
  return Array.isArray(value) && (value as readonly JsonValue[]).every(isElement);
}
