/** A record that a producer may send, on purpose or not. */
export interface HostileRecord {
  readonly what: string;
  readonly value: string | Uint8Array | null;
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const nested = (levels: number): string => `{"n":${'['.repeat(levels)}${']'.repeat(levels)}}`;
const field = (json: string): string => `{"id":"x","n":${json}}`;

/** What no producer should send. Each is one line of text. */
export const HOSTILE: readonly HostileRecord[] = [
  { what: 'no value', value: null },
  { what: 'nothing', value: '' },
  { what: 'a space', value: ' ' },
  { what: 'half an object', value: '{"id":"x","n":' },
  { what: 'an object and more', value: '{"id":"x"} {"id":"y"}' },
  { what: 'a list', value: '[1,2,3]' },
  { what: 'a number', value: '7' },
  { what: 'null', value: 'null' },
  { what: 'a word', value: 'hello, world' },
  { what: 'other types', value: '{"id":{"a":[1]},"n":"seven"}' },
  { what: '50 MB', value: `{"id":"${'a'.repeat(50_000_000)}"}` },
  { what: 'a million levels of lists', value: nested(1_000_000) },
  { what: 'a million levels of objects', value: '{"n":'.repeat(1_000_000) },
  { what: 'a million opened strings', value: '{"id":"\\'.repeat(1_000_000) },
  {
    what: '__proto__',
    value: '{"__proto__":{"id":"polluted","n":1},"constructor":{"prototype":{"n":1}}}',
  },
  {
    what: 'names of methods',
    value: '{"toString":1,"hasOwnProperty":2,"valueOf":3,"id":"__proto__"}',
  },
  {
    what: 'bytes that are no UTF-8',
    value: bytes(0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d),
  },
  { what: 'a cut character', value: bytes(0x7b, 0x22, 0x69, 0x64, 0x22, 0x3a, 0x22, 0xe2, 0x82) },
  { what: 'lone surrogates', value: '{"id":"\\ud800","n":1}' },
  { what: 'NUL', value: '{"id":"\\u0000","n":1}\u0000' },
  { what: 'a byte order mark', value: bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d) },
  { what: 'a number beyond 2^53', value: field('12345678901234567890') },
  { what: 'a number beyond all', value: field('1e400') },
  { what: 'a long number', value: field('9'.repeat(100_000)) },
  { what: 'minus zero', value: field('-0') },
  { what: 'NaN', value: field('"NaN"') },
  { what: 'NaN without quotes', value: field('NaN') },
  { what: 'a name twice', value: '{"id":"a","id":"b","n":1,"n":2}' },
  { what: 'quotes that stay open', value: '"a,"b","""' },
  { what: 'ten thousand cells', value: ','.repeat(10_000) },
  { what: 'random bytes', value: bytes(0x1f, 0x8b, 0x08, 0x00, 0x00, 0x80, 0xff, 0x22, 0x5c) },
];
