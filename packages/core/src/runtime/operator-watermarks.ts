import type { StatefulOperator } from '../operators/stateful/stateful-operator.ts';
import type { StateOperatorProgress } from './progress.ts';

/** The watermarks before and behind a step, when that of the query stands at `globalMs`, for its report. */
export function operatorWatermarks(
  operator: StatefulOperator,
  globalMs: number,
): Pick<StateOperatorProgress, 'inputWatermark' | 'outputWatermark'> {
  const inputMs = operator.inputWatermarkMs(globalMs);
  const outputMs =
    operator.outputWatermarkMs === undefined ? inputMs : operator.outputWatermarkMs(inputMs);
  const inputWatermark = new Date(inputMs).toISOString();
  if (outputMs === undefined) return { inputWatermark };
  return { inputWatermark, outputWatermark: new Date(outputMs).toISOString() };
}
