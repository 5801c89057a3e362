import type { DataFrame, Dynamic, OutputMode, Session } from '@tidemark/core';
import type { Source } from '@tidemark/core/connector';
import { col, sessionWindow, sum, window, windowTime } from '@tidemark/core/functions';
import { double, nullable, schema, string, timestampMicros } from '../../../src/types/schema.ts';
import type { Step } from './chain.ts';

export const RowSchema = schema({
  t: nullable(timestampMicros()),
  k: nullable(string()),
  v: nullable(double()),
});

/** A frame whose types only the chain knows. */
type Frame = DataFrame<Dynamic, string, OutputMode>;

/** The chain as a user writes it. */
export function frameOf(step: Step, session: Session, sources: readonly Source[]): Frame {
  const read = sources.map((source) => session.readStream(source).dynamic());
  const make = (of: Step): Frame => {
    switch (of.op) {
      case 'source':
        return read[of.stream] as Frame;
      case 'filter':
        return make(of.input).filter(() => conditionOf(of.by));
      case 'watermark':
        return make(of.input).withWatermark('t', `${of.delaySeconds} seconds`).dynamic();
      case 'window':
        return windowed(make(of.input), of);
      case 'distinct':
        return distinct(make(of.input), of.by);
      case 'union': {
        const [left, right] = of.inputs;
        return make(left).union(make(right)).dynamic();
      }
      case 'join':
        return joined(make(of.left), make(of.right), of);
      case 'limit':
        return make(of.input).limit(of.count).dynamic();
    }
  };
  return make(step);
}

function conditionOf(by: 'k' | 'v' | 't' | 'sessionEnd') {
  if (by === 'k') return col('k').ne('a');
  return by === 'v' ? col('v').gt(0) : col('t').gt(new Date(10_000));
}

function windowed(input: Frame, { kind, seconds }: Extract<Step, { op: 'window' }>): Frame {
  const over = () => {
    if (kind === 'session') return sessionWindow(col('t'), `${seconds} seconds`);
    return kind === 'sliding'
      ? window(col('t'), `${seconds} seconds`, `${seconds / 2} seconds`)
      : window(col('t'), `${seconds} seconds`);
  };
  return input
    .groupBy(() => ({ w: over(), k: col('k') }))
    .agg(() => ({ v: sum(col('v')) }))
    .dynamic()
    .select(() => ({ t: windowTime(col('w')), k: col('k'), v: col('v') }))
    .dynamic();
}

function distinct(input: Frame, by: 'k' | 'kt' | 'within'): Frame {
  if (by === 'within') return input.dropDuplicatesWithinWatermark('k').dynamic();
  return (by === 'k' ? input.dropDuplicates('k') : input.dropDuplicates('k', 't')).dynamic();
}

function joined(
  left: Frame,
  right: Frame,
  { type, rangeSeconds }: Extract<Step, { op: 'join' }>,
): Frame {
  const renamed = right.select(() => ({ rt: col('t'), rk: col('k'), rv: col('v') })).dynamic();
  const both = left
    .join(
      renamed,
      () =>
        col('k')
          .eq(col('rk'))
          .and(col('rt').gte(col('t')))
          .and(col('rt').lte(col('t').plus(`${rangeSeconds} seconds`))),
      type,
    )
    .dynamic();
  const v = type === 'leftSemi' ? 'v' : 'rv';
  return both.select(() => ({ t: col('t'), k: col('k'), v: col(v) })).dynamic();
}
