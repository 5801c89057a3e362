import type { KafkaConnectionOptions } from '@tidemark/kafka-client';

/** Where warnings of a source go: to its logger, or without one to Node's warnings. */
export function warnThrough({
  logger,
}: Pick<KafkaConnectionOptions, 'logger'>): (message: string) => void {
  return (message) => {
    if (logger === undefined) process.emitWarning(message, 'TidemarkWarning');
    else logger.warn(message);
  };
}
