import type { SessionTable } from './session-table.ts';

/** Rows as sessions of their own, in the order of their keys and starts. */
export interface SessionRows {
  readonly length: number;
  readonly keys: Int32Array;
  readonly startMicros: Float64Array;
  readonly endMicros: Float64Array;
}

/** What a batch did to the sessions. */
export interface MergedSessions {
  /** For each row the session, or the part of one, that counts it. */
  readonly sessionOfRow: Int32Array;
  /** Sessions that are new or changed, each once. */
  readonly changed: readonly number[];
  /** All sessions of the keys that have rows: Spark writes these anew, and counts them. */
  readonly numSessions: number;
  /** What was merged into others: in this order to be added to `into`, once the rows are counted, and released. */
  readonly gone: readonly number[];
  readonly into: readonly number[];
}

/**
 * Puts rows into the sessions of their keys. Sessions that touch become one: the next begins where the
 * one before ends, or earlier (Spark: MergingSessionsIterator; semantics 5.2). They are walked by their
 * starts, and parts are merged in that order, so that what depends on order sees it.
 *
 * @param isNew - is told of every session that is made
 */
export function mergeSessions(
  table: SessionTable,
  rows: SessionRows,
  isNew: (session: number) => void,
): MergedSessions {
  const walk = new Walk(table, rows, isNew);
  for (let from = 0; from < rows.length; ) {
    const key = rows.keys[from] as number;
    let to = from + 1;
    while (to < rows.length && rows.keys[to] === key) to++;
    walk.key(key, from, to);
    from = to;
  }
  return walk;
}

class Walk implements MergedSessions {
  readonly sessionOfRow: Int32Array;
  readonly changed: number[] = [];
  numSessions = 0;
  readonly into: number[] = [];
  readonly gone: number[] = [];
  readonly #table: SessionTable;
  readonly #rows: SessionRows;
  readonly #isNew: (session: number) => void;

  constructor(table: SessionTable, rows: SessionRows, isNew: (session: number) => void) {
    this.#table = table;
    this.#rows = rows;
    this.#isNew = isNew;
    this.sessionOfRow = new Int32Array(rows.length);
  }

  /** The rows from `from` up to `to` are those of a key. */
  key(key: number, from: number, to: number): void {
    const stored = this.#table.sessionsOf(key);
    const sessions: number[] = [];
    let current: OpenSession | undefined;
    let next = 0;
    let row = from;
    while (next < stored.length || row < to) {
      const session = stored[next];
      const startMicros = session === undefined ? Infinity : this.#table.start(session);
      if (session !== undefined && (row >= to || startMicros <= this.#startOf(row))) {
        next++;
        if (current === undefined || startMicros > this.#table.end(current.session)) {
          current = { session, counts: session, hasChanged: false };
          sessions.push(session);
        } else this.#absorb(current, session);
      } else {
        if (current === undefined || this.#startOf(row) > this.#table.end(current.session)) {
          current = this.#open(key, row);
          sessions.push(current.session);
        }
        this.#add(current, row);
        row++;
      }
    }
    this.#table.setSessions(key, sessions);
    this.numSessions += sessions.length;
  }

  #startOf(row: number): number {
    return this.#rows.startMicros[row] as number;
  }

  #open(key: number, row: number): OpenSession {
    const end = this.#rows.endMicros[row] as number;
    const session = this.#table.allocate(key, this.#startOf(row), end);
    this.#isNew(session);
    return { session, counts: session, hasChanged: false };
  }

  #add(current: OpenSession, row: number): void {
    this.#extend(current, this.#rows.endMicros[row] as number);
    if (current.counts === undefined) {
      // What comes after a merged part is counted by itself, to be added in its turn.
      const key = this.#table.keyOf(current.session);
      const part = this.#table.allocate(key, 0, 0);
      this.#isNew(part);
      this.#merge(current, part);
      current.counts = part;
    }
    this.sessionOfRow[row] = current.counts;
  }

  #absorb(current: OpenSession, session: number): void {
    this.#extend(current, this.#table.end(session));
    this.#merge(current, session);
    current.counts = undefined;
  }

  #merge(current: OpenSession, part: number): void {
    this.into.push(current.session);
    this.gone.push(part);
  }

  #extend(current: OpenSession, endMicros: number): void {
    if (endMicros > this.#table.end(current.session))
      this.#table.setEnd(current.session, endMicros);
    if (current.hasChanged) return;
    current.hasChanged = true;
    this.changed.push(current.session);
  }
}

interface OpenSession {
  readonly session: number;
  /** What counts the next rows; absent behind a part that was merged. */
  counts: number | undefined;
  hasChanged: boolean;
}
