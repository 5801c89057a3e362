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
      return filterOf(step, mode);
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

/** A filter that does not read the event time moves below the watermark, and through a union (RULES 11). */
export function filterOf({ by, input }: Extract<Step, { op: 'filter' }>, mode: Mode): Node {
  if (input.op === 'union') {
    const [left, right] = input.inputs;
    return modelOf(
      {
        op: 'union',
        inputs: [
          { op: 'filter', by, input: left },
          { op: 'filter', by, input: right },
        ],
      },
      mode,
    );
  }
  if (input.op === 'watermark' && by !== 't') {
    return modelOf({ ...input, input: { op: 'filter', by, input: input.input } }, mode);
  }
  if (input.op === 'filter' && by !== 't') {
    // A later filter passes an earlier one that stays.
    if (input.by === 't' && input.input.op === 'watermark') {
      return modelOf({ ...input, input: { op: 'filter', by, input: input.input } }, mode);
    }
  }
  if (input.op === 'window' && by === 'k') {
    return modelOf({ ...input, input: { op: 'filter', by, input: input.input } }, mode);
  }
  return new Filter(modelOf(input, mode), (row) => keeps(by, row));
}

/** The side of a join whose unmatched rows never come out is read without null keys (RULES 11c). */
export function joinSide(step: Step, isFiltered: boolean, mode: Mode): Node {
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
