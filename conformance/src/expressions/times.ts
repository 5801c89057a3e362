import type { Duration } from '@tidemark/core';
import { sessionWindow, window, windowTime } from '@tidemark/core/functions';
import { textOf } from '../scenario.ts';
import { type Heads, untyped } from './expression.ts';

export const TIMES: Heads = [
  [
    'window',
    ([time = null, ...lengths], compile) => {
      const [size, slide, start] = lengths.map((length) => textOf(length) as Duration);
      return untyped(window(compile(time), size as Duration, slide, start));
    },
  ],
  ['window_time', ([of = null], compile) => untyped(windowTime(compile(of)))],
  [
    'session_window',
    ([time = null, gap = null], compile) => {
      const length = typeof gap === 'string' ? (gap as Duration) : compile(gap);
      return untyped(sessionWindow(compile(time), length as Duration));
    },
  ],
];
