import { Difference } from '../outcome.ts';
import type { ErrorSpec } from '../scenario.ts';
import { conditionsOf, type Failure, messageOf, PHASES } from './failure.ts';

/**
 * Spark's key words for a failure, and our conditions of the same meaning. Where an entry names the
 * words, one of its conditions must have occurred; else the words themselves must be in our message.
 */
const MEANINGS: readonly {
  readonly words: readonly string[];
  readonly conditions: readonly string[];
}[] = [
  {
    words: ['append', 'not supported'],
    conditions: ['OUTPUT_MODE.NEEDS_WATERMARK'],
  },
  {
    words: ['streaming aggregations', 'without watermark'],
    conditions: ['OUTPUT_MODE.NEEDS_WATERMARK'],
  },
  {
    words: ['not supported', 'streaming'],
    conditions: ['PLAN.UNSUPPORTED_ON_STREAM'],
  },
  { words: ['sort'], conditions: ['PLAN.UNSUPPORTED_ON_STREAM'] },
  { words: ['without streaming sources'], conditions: ['PLAN.NOT_STREAMING'] },
  { words: ['complete', 'not support'], conditions: ['OUTPUT_MODE.SINK_REFUSES'] },
  {
    words: ['dropDuplicatesWithinWatermark is not supported', 'without watermark'],
    conditions: ['WATERMARK.MISSING'],
  },
  {
    words: ['dropDuplicatesWithinWatermark is not supported', 'batch'],
    conditions: ['PLAN.NOT_STREAMING'],
  },
  {
    words: ['update output mode', 'not supported', 'session window'],
    conditions: ['PLAN.UNSUPPORTED_ON_STREAM'],
  },
  {
    words: ['global aggregation with session window', 'not supported'],
    conditions: ['PLAN.UNSUPPORTED_ON_STREAM'],
  },
  {
    words: ['flatMapGroupsWithState in update mode', 'append'],
    conditions: ['PLAN.UNSUPPORTED_ON_STREAM'],
  },
  { words: ['output mode', 'append or update'], conditions: ['OPTION.BAD_VALUE'] },
  { words: ['union'], conditions: ['PLAN.MIXED_UNION'] },
  { words: ['with streaming source', 'start'], conditions: ['PLAN.STREAMING_IN_BATCH'] },
  { words: ['value', 'int'], conditions: ['WATERMARK.NOT_A_TIMESTAMP'] },
  {
    words: ['more than one event time columns'],
    conditions: ['WATERMARK.REDEFINED', 'WATERMARK.SEVERAL_COLUMNS'],
  },
  { words: ['multiple time/session window expressions'], conditions: ['PLAN.SEVERAL_WINDOWS'] },
  { words: ['valid values are', 'min', 'max'], conditions: ['OPTION.BAD_VALUE'] },
  { words: ['topic option required'], conditions: ['KAFKA_SINK.TOPIC_MISSING'] },
  { words: ['MALFORMED_RECORD_IN_PARSING'], conditions: ['RECORD.MALFORMED_TEXT'] },
  { words: ['key must be'], conditions: ['KAFKA_SINK.COLUMN_TYPE', 'KAFKA_SINK.KEY_TYPE'] },
];

/** Words that carry a value of the scenario: found by those that do not. */
const MEANINGS_BY_WORD: ReadonlyMap<string, readonly string[]> = new Map([
  ['maxFilesPerTrigger', ['OPTION.BAD_VALUE']],
]);

/**
 * Checks that an error is the expected one, with a name of its own, and came no later. Earlier is better: what Spark finds
 * when a query starts may be found while it is written.
 *
 * @throws {@link Difference}
 */
export function checkError(expected: ErrorSpec, { error, phase }: Failure): void {
  const { contains, phase: expectedPhase } = expected;
  if (!conditionsOf(error).some((name) => name !== 'QUERY.FAILED')) {
    throw new Difference(`an error without a name: ${messageOf(error)}`);
  }
  const isMeant = conditionsFor(contains)?.some((name) => conditionsOf(error).includes(name));
  const message = messageOf(error).toLowerCase();
  if (!(isMeant ?? contains.every((word) => message.includes(word.toLowerCase())))) {
    throw new Difference(`error ${messageOf(error)}, expected one about ${contains.join(', ')}`);
  }
  if (expectedPhase === undefined || order(phase) <= latestOf(expectedPhase)) return;
  throw new Difference(`the error came at ${phase}, expected at ${expectedPhase}`);
}

function conditionsFor(words: readonly string[]): readonly string[] | undefined {
  const isSame = (other: readonly string[]): boolean => other.join('\n') === words.join('\n');
  const byWord = words.map((word) => MEANINGS_BY_WORD.get(word)).find((found) => found);
  return byWord ?? MEANINGS.find((meaning) => isSame(meaning.words))?.conditions;
}

function order(phase: string): number {
  return (PHASES as readonly string[]).indexOf(phase);
}

function latestOf(phases: string): number {
  return Math.max(...phases.split('-or-').map(order));
}
