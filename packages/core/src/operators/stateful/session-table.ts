import type { DoubleVector, Vector } from '../../columnar/vector.ts';
import { KeyTable } from '../../state/key-table.ts';
import type { Field } from '../../types/data-type.ts';
import { NO_ROWS, rowsOutside } from './event-time-bound.ts';
import { EventTimeBuckets } from './event-time-buckets.ts';

const NONE = -1;

/**
 * The sessions of every key, in the order of their starts; a session is a small integer that is used
 * again once the session is gone. What a session has counted lives with the caller, by that integer.
 */
export class SessionTable {
  readonly #keys: KeyTable;
  /** By key: its first session. */
  #first = new Int32Array(0);
  /** By session: the next one of the same key. */
  #next = new Int32Array(0);
  #keyOf = new Int32Array(0);
  #starts = new Float64Array(0);
  #ends = new Float64Array(0);
  /** By session: 1 if it is in the stored state. */
  #isStored = new Uint8Array(0);
  /** Sessions that wait for the watermark, by an end they had: it may have moved, or the session be gone. */
  readonly #byEnd = new EventTimeBuckets();
  readonly #free: number[] = [];
  #used = 0;
  #size = 0;

  constructor(keyFields: readonly Field[]) {
    this.#keys = new KeyTable(keyFields);
  }

  /** How many sessions there are. */
  get size(): number {
    return this.#size;
  }

  /** All sessions are below. */
  get capacity(): number {
    return this.#starts.length;
  }

  /** The key of each row, added where it is new. */
  keysOf(keys: readonly Vector[], length: number): Int32Array {
    const ids = new Int32Array(length);
    this.#keys.findOrInsert(keys, length, ids);
    if (this.#first.length < this.#keys.capacity) {
      const first = new Int32Array(this.#keys.capacity).fill(NONE, this.#first.length);
      first.set(this.#first);
      this.#first = first;
    }
    return ids;
  }

  /** The sessions of a key, the earliest first. */
  sessionsOf(key: number): number[] {
    const sessions: number[] = [];
    for (let at = this.#first[key] as number; at !== NONE; at = this.#next[at] as number) {
      sessions.push(at);
    }
    return sessions;
  }

  /** Makes these the sessions of a key, in this order. */
  setSessions(key: number, sessions: readonly number[]): void {
    let next = NONE;
    for (const session of sessions.toReversed()) {
      this.#next[session] = next;
      next = session;
    }
    this.#first[key] = next;
  }

  /** A session of a key, not yet among its sessions. */
  allocate(key: number, startMicros: number, endMicros: number): number {
    const session = this.#free.pop() ?? this.#used++;
    if (session >= this.capacity) this.#grow();
    this.#keyOf[session] = key;
    this.#starts[session] = startMicros;
    this.#ends[session] = endMicros;
    this.#isStored[session] = 0;
    this.#size++;
    return session;
  }

  /** Puts a session among those of its key, at its place. */
  insert(session: number): void {
    const key = this.keyOf(session);
    const start = this.start(session);
    let before = NONE;
    let after = this.#first[key] as number;
    while (after !== NONE && this.start(after) < start) {
      before = after;
      after = this.#next[after] as number;
    }
    this.#next[session] = after;
    if (before === NONE) this.#first[key] = session;
    else this.#next[before] = session;
  }

  /** Gives up a session that is among those of no key. */
  release(session: number): void {
    this.#keyOf[session] = NONE;
    // One that waits is used again when its time has come.
    if (!this.#byEnd.has(session)) this.#free.push(session);
    this.#size--;
  }

  isLive(session: number): boolean {
    return this.#keyOf[session] !== NONE;
  }

  /** Lets sessions wait for the watermark to pass their ends. */
  awaitEnds(sessions: Int32Array): void {
    const added = sessions.filter((session) => !this.#byEnd.has(session));
    this.#byEnd.ensureCapacity(this.capacity);
    this.#byEnd.add(rowsOutside(NO_ROWS, added.length), added, this.endVector(added));
  }

  /** The sessions among those that wait whose ends are at or before a time, part by part. They wait no more. */
  *takeEnded(limitMicros: number): Generator<Int32Array> {
    for (const sessions of this.#byEnd.take(limitMicros)) {
      for (const session of sessions) if (!this.isLive(session)) this.#free.push(session);
      const live = sessions.filter((session) => this.isLive(session));
      this.awaitEnds(live.filter((session) => this.end(session) > limitMicros));
      yield live.filter((session) => this.end(session) <= limitMicros);
    }
  }

  /** Takes sessions away from their keys, and keys without a session with them. Their ids may be used again. */
  remove(sessions: Int32Array): void {
    const keys = new Set<number>();
    for (const session of sessions) {
      keys.add(this.keyOf(session));
      this.release(session);
    }
    for (const key of keys) {
      const left = this.sessionsOf(key).filter((session) => this.#keyOf[session] === key);
      this.setSessions(key, left);
      if (left.length === 0) this.#keys.remove(key);
    }
  }

  keyOf(session: number): number {
    return this.#keyOf[session] as number;
  }

  start(session: number): number {
    return this.#starts[session] as number;
  }

  end(session: number): number {
    return this.#ends[session] as number;
  }

  setEnd(session: number, endMicros: number): void {
    this.#ends[session] = endMicros;
  }

  isStored(session: number): boolean {
    return this.#isStored[session] === 1;
  }

  markStored(sessions: Int32Array): void {
    for (const session of sessions) this.#isStored[session] = 1;
  }

  /** All sessions, in no order. */
  live(): Int32Array {
    const sessions = new Int32Array(this.#size);
    let count = 0;
    for (let session = 0; session < this.#used; session++) {
      if (this.#keyOf[session] !== NONE) sessions[count++] = session;
    }
    return sessions;
  }

  /** The keys of sessions. */
  keyVectors(sessions: Int32Array): readonly Vector[] {
    return this.#keys.keyVectors(sessions.map((session) => this.keyOf(session)));
  }

  startVector(sessions: Int32Array): Vector {
    return timesOf(Float64Array.from(sessions, (session) => this.start(session)));
  }

  endVector(sessions: Int32Array): DoubleVector {
    return timesOf(Float64Array.from(sessions, (session) => this.end(session)));
  }

  #grow(): void {
    const capacity = Math.max(64, this.capacity * 2);
    this.#next = grown(this.#next, new Int32Array(capacity));
    this.#keyOf = grown(this.#keyOf, new Int32Array(capacity).fill(NONE));
    this.#starts = grown(this.#starts, new Float64Array(capacity));
    this.#ends = grown(this.#ends, new Float64Array(capacity));
    this.#isStored = grown(this.#isStored, new Uint8Array(capacity));
  }
}

/** Microseconds as a column. */
function timesOf(values: Float64Array): DoubleVector {
  return { kind: 'double', length: values.length, nulls: undefined, values };
}

function grown<A extends Int32Array | Float64Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
