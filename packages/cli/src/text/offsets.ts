import type { JsonValue } from '@tidemark/core/checkpoint';

const MAX_LENGTH = 60;

/** An offset for people: `orders/0:150 orders/1:90` for one by topic and partition, else its numbers or JSON. */
export function offset(value: JsonValue): string {
  const partitions = partitionsOf(value);
  if (partitions === undefined) return shorten(JSON.stringify(value));
  return shorten([...partitions].map(([name, at]) => `${name}:${at}`).join(' '));
}

/** A range for people: what moved of it, `orders/0:100→150`, or `12→15`. */
export function range(start: JsonValue, end: JsonValue): string {
  const [before, after] = [partitionsOf(start), partitionsOf(end)];
  if (after === undefined || (before === undefined && start !== null)) {
    const [from, to] = [JSON.stringify(start), JSON.stringify(end)];
    return from === to ? 'nothing new' : shorten(`${from}→${to}`);
  }
  const moved = [...after].filter(([name, at]) => before?.get(name) !== at);
  if (moved.length === 0) return 'nothing new';
  return shorten(moved.map(([name, at]) => `${name}:${before?.get(name) ?? '?'}→${at}`).join(' '));
}

/** Numbers by name, or by topic and partition as Kafka's are; undefined for other offsets. */
function partitionsOf(value: JsonValue): ReadonlyMap<string, number> | undefined {
  if (!isRecord(value)) return undefined;
  const partitions = new Map<string, number>();
  for (const [topic, offsets] of Object.entries(value)) {
    if (typeof offsets === 'number') partitions.set(topic, offsets);
    else if (!isRecord(offsets)) return undefined;
    else
      for (const [partition, at] of Object.entries(offsets)) {
        if (typeof at !== 'number') return undefined;
        partitions.set(`${topic}/${partition}`, at);
      }
  }
  return partitions;
}

function isRecord(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shorten(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
