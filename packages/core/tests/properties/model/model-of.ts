import { keeps, type Row, type Step } from './chain.ts';
import { Distinct, Limit } from './distinct.ts';
import { Join } from './join.ts';
import type { Mode, Node } from './node.ts';
import { Filter, Source, Union, Watermark } from './stateless.ts';
import { Sessions, Windows } from './windows.ts';

export function modelOf(step: Step, mode: Mode): Node {
  switch (step.op) {
    case 'source':
      return new Source(step.stream);
    case 'filter':
      return new Filter(modelOf(step.input, mode), (row) => keeps(step, row));
    case 'watermark':
      return new Watermark(modelOf(step.input, mode), step.delaySeconds * 1000);
    case 'window':
      return step.kind === 'session'
        ? new Sessions(modelOf(step.input, mode), step.seconds, mode)
        : new Windows(modelOf(step.input, mode), step.seconds, step.kind === 'sliding', mode);
    case 'distinct':
      return new Distinct(modelOf(step.input, mode), step.by);
    case 'union':
      return new Union(step.inputs.map((input) => modelOf(input, mode)));
    case 'join':
      return new Join(
        joinSide(step.left, step.type !== 'leftOuter', mode),
        joinSide(step.right, true, mode),
        step,
      );
    case 'limit':
      return new Limit(modelOf(step.input, mode), step.count);
  }
}

/** The side of a join whose unmatched rows never come out is read without null keys (RULES 11c). */
function joinSide(step: Step, isFiltered: boolean, mode: Mode): Node {
  if (!isFiltered || step.op !== 'watermark') return modelOf(step, mode);
  const hasKey = ({ k, t }: Row): boolean => k !== null && t !== null;
  return new Filter(
    new Watermark(
      new Filter(modelOf(step.input, mode), ({ k }) => k !== null),
      step.delaySeconds * 1000,
    ),
    hasKey,
  );
}
