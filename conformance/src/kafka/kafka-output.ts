import type { Sink } from '@tidemark/core/connector';
import { kafkaSink } from '@tidemark/kafka-sink';
import type { Output } from '../runner/output.ts';
import type { World } from '../runner/world.ts';
import type { SinkSpec } from '../scenario.ts';
import { sinkOptions } from './kafka-options.ts';

/** A topic of the scenario's broker, read by steps of its own. */
export class KafkaOutput implements Output {
  readonly #spec: SinkSpec;
  readonly #world: World;

  constructor(spec: SinkSpec, world: World) {
    this.#spec = spec;
    this.#world = world;
  }

  get sink(): Sink {
    return kafkaSink(sinkOptions(this.#spec.options ?? {}, this.#world.kafkaPlace));
  }
}
