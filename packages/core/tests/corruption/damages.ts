/** Files by their paths. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** One thing that happened to a disk. */
export interface Damage {
  /** `flip 0x10 at 17`, for messages. */
  readonly what: string;
  /** The file it happened to, or that appeared. */
  readonly path: string;
  /** What files are instead; null for gone, `'folder'` for a folder of the name. */
  readonly changes: ReadonlyMap<string, Uint8Array | null | 'folder'>;
}

const BITS = [0x01, 0x10, 0x20, 0x80];

/** Every damage to the bytes of a file: each byte flipped in four ways, set, replaced, and the end cut off there. */
export function* bytewise(
  path: string,
  bytes: Uint8Array,
  random: () => number,
): Generator<Damage> {
  for (let at = 0; at < bytes.length; at++) {
    const before = bytes[at] as number;
    const values = new Map(BITS.map((bit) => [`flip 0x${bit.toString(16)}`, before ^ bit]));
    values
      .set('0x00', 0)
      .set('0xff', 0xff)
      .set('random', Math.floor(random() * 256));
    for (const [name, value] of values) {
      if (value === before) continue;
      const damaged = bytes.slice();
      damaged[at] = value;
      yield one(`${name} at ${at}`, path, damaged);
    }
    yield one(`cut at ${at}`, path, bytes.slice(0, at));
  }
}

/** What can happen to a file as a whole. */
export function* wholesale(files: Files, path: string): Generator<Damage> {
  const bytes = files.get(path) as Uint8Array;
  const [folder, name] = [
    path.slice(0, path.lastIndexOf('/') + 1),
    path.slice(path.lastIndexOf('/') + 1),
  ];
  yield one('deleted', path, null);
  yield one('extended', path, concat(bytes, Uint8Array.of(10, 0, 255)));
  yield one('extended by a newline', path, concat(bytes, Uint8Array.of(10)));
  yield one('twice', path, concat(bytes, bytes));
  yield one('all zeros', path, new Uint8Array(bytes.length));
  yield one('a folder', path, 'folder');
  const siblings = [...files.keys()].filter(
    (other) => other !== path && other.slice(0, other.lastIndexOf('/') + 1) === folder,
  );
  for (const other of siblings) {
    const theirs = files.get(other) as Uint8Array;
    yield one(`like ${other}`, path, theirs);
    if (other > path) {
      const changes = new Map([
        [path, theirs],
        [other, bytes],
      ]);
      yield { what: `swapped with ${other}`, path, changes };
    }
  }
  const number = /^\d+/.exec(name)?.[0];
  const named = (n: number): string => String(n).padStart(number?.length ?? 1, '0');
  const foreign = [`${name}.bak`, `${name}~`, `.${name}.tmp`];
  if (number !== undefined) {
    const rest = name.slice(number.length);
    const next = Number(number) + 1;
    foreign.push(
      `${named(next)}${rest}`,
      `${named(99)}${rest}`,
      `${named(next)}.compact`,
      `00${name}`,
    );
  }
  for (const foreignName of foreign) {
    const there = folder + foreignName;
    if (files.has(there)) continue;
    yield one('a copy', there, bytes);
    yield one('a file of garbage', there, Uint8Array.of(1, 2, 3));
    yield one('an empty file', there, new Uint8Array(0));
    yield one('a folder', there, 'folder');
  }
}

function one(what: string, path: string, now: Uint8Array | null | 'folder'): Damage {
  return { what, path, changes: new Map([[path, now]]) };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
