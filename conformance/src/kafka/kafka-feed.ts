import type { Source } from '@tidemark/core/connector';
import { kafkaSource } from '@tidemark/kafka-source';
import type { FedSource } from '../runner/fed-source.ts';
import type { World } from '../runner/world.ts';
import type { SourceSpec } from '../scenario.ts';
import { sourceOptions } from './kafka-options.ts';

/** Topics of the scenario's broker; records come by steps of their own. */
export class KafkaFeed implements FedSource {
  readonly isStreaming: boolean;
  readonly #spec: SourceSpec;
  readonly #world: World;

  constructor(spec: SourceSpec, world: World, isStreaming: boolean) {
    this.isStreaming = isStreaming;
    this.#spec = spec;
    this.#world = world;
  }

  open(): Source {
    return kafkaSource(sourceOptions(this.#spec.options ?? {}, this.#world.kafkaPlace));
  }
}
