import type { Step } from './chain.ts';

/**
 * The chain with its filters where Spark's optimiser puts them (RULES 11): that decides which rows move a
 * watermark, and which rows a session is made of.
 */
export function pushFilters(step: Step): Step {
  switch (step.op) {
    case 'source':
      return step;
    case 'filter':
      return below(step, pushFilters(step.input));
    case 'union':
      return { ...step, inputs: [pushFilters(step.inputs[0]), pushFilters(step.inputs[1])] };
    case 'join':
      return { ...step, left: pushFilters(step.left), right: pushFilters(step.right) };
    default:
      return { ...step, input: pushFilters(step.input) };
  }
}

/** A filter below a step as far as it may pass. */
function below(filter: Extract<Step, { op: 'filter' }>, input: Step): Step {
  const { by } = filter;
  const readsTime = by === 't' || by === 'sessionEnd';
  const passed = (of: Step): Step => below(filter, of);
  switch (input.op) {
    case 'union':
      return { ...input, inputs: [passed(input.inputs[0]), passed(input.inputs[1])] };
    case 'watermark':
      return readsTime ? { ...filter, input } : { ...input, input: passed(input.input) };
    case 'filter':
      // A later one passes one that has to stay.
      return readsTime ? { ...filter, input } : { ...input, input: passed(input.input) };
    case 'window':
      if (by === 'k') return { ...input, input: passed(input.input) };
      if (by === 't' && input.kind === 'session') {
        const { seconds } = input;
        return {
          ...input,
          input: below({ op: 'filter', by: 'sessionEnd', seconds, input }, input.input),
        };
      }
      return { ...filter, input };
    case 'join':
      // The keys of both sides are equal.
      if (by !== 'k') return { ...filter, input };
      return { ...input, left: passed(input.left), right: passed(input.right) };
    default:
      return { ...filter, input };
  }
}
