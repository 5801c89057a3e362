/**
 * A text that is the same for values that are the same, and for no others: times, bytes, maps and
 * NaN by what they hold, undefined as null, the properties of objects in any order.
 */
export function valueKey(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return `time ${String(value.getTime())}`;
  if (value instanceof Uint8Array) return `bytes ${[...value].join(' ')}`;
  if (value instanceof Map) {
    const entries = [...value].map(([k, v]) => `${valueKey(k)} => ${valueKey(v)}`);
    return `map {${entries.sort().join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(valueKey).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== null && v !== undefined);
    return `{${entries
      .map(([name, v]) => `${JSON.stringify(name)}: ${valueKey(v)}`)
      .sort()
      .join(', ')}}`;
  }
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${String(value)}n`;
  // -0 and 0 are one number in Spark's comparisons.
  if (typeof value === 'number') return value === 0 ? '0' : String(value);
  return typeof value === 'boolean' ? String(value) : typeof value;
}

/** How people read a value in a table. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'no time' : value.toISOString();
  }
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  if (value instanceof Map) {
    return `{${[...value].map(([k, v]) => `${valueText(k)} => ${valueText(v)}`).join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([name, v]) => `${name}: ${valueText(v)}`)
      .join(', ')}}`;
  }
  if (typeof value === 'bigint') return `${String(value)}n`;
  // As JSON where a text could be taken for something else, or would break the table.
  if (typeof value === 'string') return isPlain(value) ? value : JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

function isPlain(text: string): boolean {
  return /^\p{L}[^\p{C}"|]*$/u.test(text) && !/^(?:null|true|false|NaN)$/.test(text);
}
