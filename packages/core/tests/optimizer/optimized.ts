import { optimize } from '../../src/optimizer/optimize.ts';
import { explain } from '../../src/plan/explain.ts';
import type { LogicalPlan } from '../../src/plan/logical-plan.ts';
import { defineSink } from '../../src/sinks/sink.ts';

const SETTINGS = { timeZone: 'UTC', ansi: false };
const sink = defineSink({ name: 'sink', outputModes: ['append'], write: () => Promise.resolve() });

interface Output {
  writeTo(sink: never): { plan(): Promise<LogicalPlan> };
}

/** The optimised plan as text, without the places of steps. */
export async function optimized(frame: unknown): Promise<string> {
  const plan = await (frame as Output).writeTo(sink as never).plan();
  const [result] = optimize([plan], SETTINGS);
  return explain(result as LogicalPlan).replaceAll(/ {3}\(.*\)$/gm, '');
}
