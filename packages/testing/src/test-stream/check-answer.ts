import { type AnyRow, compareRows, comparisonText, differenceText } from '../compare-rows.ts';
import { valueText } from '../value-key.ts';
import type { AnswerSink } from './answer-sink.ts';
import type { Step } from './step.ts';
import { StepFailure } from './tested-stream.ts';

/** All rows that the query gave since the script began, in any order; in complete mode the newest result. */
export function checkAnswer<R>(...rows: readonly NoInfer<R>[]): Step<R> {
  return check('checkAnswer', rows, (answer) => answer.rows);
}

/** As {@link checkAnswer}, in this order: for a complete result with `orderBy`. */
export function checkOrderedAnswer<R>(...rows: readonly NoInfer<R>[]): Step<R> {
  return check('checkOrderedAnswer', rows, (answer) => answer.rows, true);
}

/** The rows that came since the check of rows before. */
export function checkNewAnswer<R>(...rows: readonly NoInfer<R>[]): Step<R> {
  return check('checkNewAnswer', rows, (answer) => answer.newRows);
}

/** The rows of the newest batch. That may be one without data, which a moved watermark led to. */
export function checkLastBatch<R>(...rows: readonly NoInfer<R>[]): Step<R> {
  return check('checkLastBatch', rows, (answer) => answer.lastBatch);
}

function check<R>(
  name: string,
  rows: readonly R[],
  actualOf: (answer: AnswerSink) => readonly AnyRow[],
  isOrdered = false,
): Step<R> {
  return {
    title: `${name}(${rows.map(valueText).join(', ')})`,
    run: async (stream) => {
      await stream.processAll();
      if (stream.failure !== undefined) return;
      const expected = rows as unknown as readonly AnyRow[];
      const difference = compareRows(expected, actualOf(stream.answer), isOrdered);
      stream.answer.markChecked();
      if (difference === undefined) return;
      throw new StepFailure(
        `The rows differ: ${differenceText(difference)}.\n\n${comparisonText(difference)}`,
      );
    },
  };
}
