import { Difference, Skip } from '../outcome.ts';
import { loseNewestCommit } from '../runner/newest-commit.ts';
import type { Output } from '../runner/output.ts';
import type { QueryUnderTest } from '../runner/query-under-test.ts';
import { isObject, type Json, type TriggerSpec } from '../scenario.ts';
import type { Steps } from './step.ts';

/** Restarts change nothing for a source whose partitions are not counted. */
const WITHOUT_EFFECT = new Set(['sourcePartitions']);
const RESTART_OPTIONS = new Set([
  ...WITHOUT_EFFECT,
  'doNotStart',
  'clearSink',
  'freshSink',
  'loseLastCommit',
  'plan',
  'sources',
  'sourceHistory',
  'outputSchema',
  'requestedConf',
]);

export const RUNNING: Steps = [
  ['start', (query, value) => query.start(triggerIn(value))],
  [
    'startAndAwait',
    async (query, value) => {
      await query.start(triggerIn(value));
      await query.attempt('run', () => query.query?.awaitTermination());
    },
  ],
  [
    'processAllAvailable',
    async (query) => {
      await query.attempt('run', () => {
        if (query.query === undefined) throw new Difference('the query is not started');
        return query.query.processAllAvailable();
      });
    },
  ],
  ['advanceProcessingTime', (query, ms) => query.advance(Number(ms))],
  // One clock stands for all: no time passes that a step does not let pass.
  ['waitWallClockMs', (query, ms) => query.advance(Number(ms))],
  ['advanceSystemClock', (query, ms) => query.advance(Number(ms))],
  ['stop', (query) => query.stop()],
  ['restart', (query, value) => query.attempt('run', () => restart(query, value))],
  ['note', () => undefined],
  [
    'setFlag',
    (query, flags) => {
      query.flags.fail = isObject(flags) && flags['fail'] === true;
    },
  ],
];

function triggerIn(value: Json): TriggerSpec | undefined {
  return isObject(value) ? (value['trigger'] as TriggerSpec | undefined) : undefined;
}

async function restart(query: QueryUnderTest, value: Json): Promise<void> {
  const options = isObject(value) ? value : {};
  for (const name of Object.keys(options)) {
    if (!RESTART_OPTIONS.has(name)) throw new Skip(`no such option of a restart here: ${name}`);
  }
  await query.stop();
  if (options['loseLastCommit'] === true) await loseNewestCommit(query.world);
  if (options['clearSink'] === true || options['freshSink'] === true) clear(query.output);
  query.change(options);
  if (options['doNotStart'] !== true) await query.start();
}

function clear(output: Output): void {
  if (output.clear === undefined) throw new Skip('the sink cannot be cleared under a query');
  output.clear();
}
