import { KafkaFeed } from '../kafka/kafka-feed.ts';
import { KafkaOutput } from '../kafka/kafka-output.ts';
import { topicsOf } from '../kafka/own-topics.ts';
import { isObject, type Json, type Scenario, type SourceSpec } from '../scenario.ts';
import { type FedSource, FileFeed, MemoryFeed } from './fed-source.ts';
import { FileOutput, MemoryOutput, type Output } from './output.ts';
import { QueryUnderTest } from './query-under-test.ts';
import { World } from './world.ts';

/** The query of a scenario with its sources and its sink; nothing is started. */
export async function openQuery(
  scenario: Scenario,
  brokers?: readonly string[],
): Promise<QueryUnderTest> {
  const specs = Object.entries(scenario.sources ?? {});
  const world = await World.open({
    hasManualClock: hasManualClock(scenario),
    topics: topicsOf(scenario),
    brokers,
  });
  const isStreaming = scenario.kind !== 'batchKafka';
  return new QueryUnderTest(scenario, {
    world,
    output: openOutput(scenario, world),
    sources: new Map(specs.map(([name, spec]) => [name, openSource(name, spec)] as const)),
  });

  function openSource(name: string, spec: SourceSpec): FedSource {
    switch (spec.type) {
      case 'files-text':
        return new FileFeed(name, spec, world);
      case 'kafka':
        return new KafkaFeed(spec, world, isStreaming);
      default:
        return new MemoryFeed(spec);
    }
  }
}

function openOutput({ sink }: Scenario, world: World): Output {
  switch (sink?.type) {
    case 'files':
      return new FileOutput(sink, world);
    case 'kafka':
      return new KafkaOutput(sink, world);
    default:
      return new MemoryOutput();
  }
}

function hasManualClock({ trigger, steps = [] }: Scenario): boolean {
  const triggers = steps.map(({ start }) => (isObject(start) ? start['trigger'] : undefined));
  return [trigger as unknown as Json | undefined, ...triggers].some(
    (spec) => isObject(spec) && spec['clock'] === 'manual',
  );
}
