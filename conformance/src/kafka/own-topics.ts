import { randomUUID } from 'node:crypto';
import { Skip } from '../outcome.ts';
import { isObject, type Scenario, textOf } from '../scenario.ts';

/** Partitions of a topic that is written. */
const OUTPUT_PARTITIONS = 4;

/** The topics of the sources, and those that steps read; undefined where nothing is Kafka's. */
export function topicsOf({
  sources = {},
  sink,
  steps = [],
}: Scenario): ReadonlyMap<string, number> | undefined {
  const specs = Object.values(sources).filter(({ type }) => type === 'kafka');
  if (specs.length === 0 && sink?.type !== 'kafka') return undefined;
  const topics = new Map<string, number>();
  for (const step of steps) {
    for (const value of Object.values(step)) {
      if (isObject(value) && value['topic'] !== undefined) {
        topics.set(textOf(value['topic']), OUTPUT_PARTITIONS);
      }
    }
  }
  for (const spec of specs) {
    for (const [name, { partitions }] of Object.entries(spec.topics ?? {})) {
      topics.set(name, partitions);
    }
  }
  return topics;
}

/**
 * The scenario with topics of names that nobody else has, so that it can run on a broker that has others:
 * wherever one of its topics is named, as a text, as a name of a member, or inside of JSON in a text.
 */
export function withOwnTopics(scenario: Scenario): Scenario {
  const run = `conformance-${randomUUID().slice(0, 8)}`;
  let text = JSON.stringify(scenario);
  if (text.includes('"subscribePattern"')) {
    throw new Skip('not run on a real broker: a pattern would find the topics of others');
  }
  for (const topic of topicsOf(scenario)?.keys() ?? []) {
    const name = JSON.stringify(topic);
    const own = JSON.stringify(`${run}-${topic}`);
    text = text.replaceAll(name, own).replaceAll(escaped(name), escaped(own));
  }
  return JSON.parse(text) as Scenario;
}

function escaped(text: string): string {
  return text.replaceAll('"', '\\"');
}
