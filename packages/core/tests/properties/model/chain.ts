/** A row of every step of a chain. Times are microseconds. */
export interface Row {
  readonly t: number | null;
  readonly k: string | null;
  readonly v: number | null;
}

export type Type = 'inner' | 'leftOuter' | 'leftSemi';

/**
 * A chain of steps over one or two streams, as a test writes it for the engine and for the model. Each
 * step gives rows of the same columns, so that any step can follow where Spark allows it.
 */
export type Step =
  | { readonly op: 'source'; readonly stream: 0 | 1 }
  | {
      readonly op: 'filter';
      /** What is read; `sessionEnd` is the last moment of the session that a row would be alone. */
      readonly by: 'k' | 'v' | 't' | 'sessionEnd';
      /** The gap of the session whose end is read. */
      readonly seconds?: number;
      readonly input: Step;
    }
  | { readonly op: 'watermark'; readonly delaySeconds: number; readonly input: Step }
  | {
      readonly op: 'window';
      readonly kind: 'tumbling' | 'sliding' | 'session';
      readonly seconds: number;
      readonly input: Step;
    }
  | { readonly op: 'distinct'; readonly by: 'k' | 'kt' | 'within'; readonly input: Step }
  | { readonly op: 'union'; readonly inputs: readonly [Step, Step] }
  | {
      readonly op: 'join';
      readonly type: Type;
      readonly rangeSeconds: number;
      readonly left: Step;
      readonly right: Step;
    }
  | { readonly op: 'limit'; readonly count: number; readonly input: Step };

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MS = 1000;

/** What a filter keeps: a value that is not null, and above or among some. */
export function keeps(
  { by, seconds = 0 }: Extract<Step, { op: 'filter' }>,
  { t, k, v }: Row,
): boolean {
  if (by === 'k') return k !== null && k !== 'a';
  if (by === 'v') return v !== null && (v > 0 || Number.isNaN(v));
  if (t === null) return false;
  const time = by === 'sessionEnd' ? t + seconds * MICROS_PER_SECOND - 1 : t;
  return time > 10 * MICROS_PER_SECOND;
}
