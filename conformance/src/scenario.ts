import type { JsonValue } from '@tidemark/core/connector';

/** A plan node, an expression, a step: JSON whose meaning FORMAT.md of the corpus gives. */
export type Json = JsonValue;
export type JsonObject = { readonly [name: string]: Json };

/** `[name, type]` of each column. */
export type Columns = readonly (readonly [name: string, type: Json])[];

export interface SourceSpec {
  readonly type?: 'files-text' | 'kafka';
  readonly static?: boolean;
  readonly schema?: Columns;
  readonly rows?: readonly Json[];
  readonly maxFilesPerTrigger?: Json;
  readonly topics?: Readonly<Record<string, { readonly partitions: number }>>;
  readonly options?: Readonly<Record<string, string | number>>;
}

export interface TriggerSpec {
  readonly type: 'processingTime' | 'once' | 'availableNow';
  readonly intervalMs?: number;
  readonly clock?: 'manual';
}

export interface SinkSpec {
  readonly type: 'files' | 'kafka';
  readonly format?: string;
  readonly partitionBy?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
}

export interface ErrorSpec {
  readonly contains: readonly string[];
  readonly phase?: string;
}

/** One expression with what Spark makes of it. */
export interface Case {
  readonly expr?: Json;
  readonly type?: Json;
  readonly expect?: Json;
  readonly expectError?: ErrorSpec;
}

export type Kind = 'streaming' | 'batch' | 'expr' | 'groupState' | 'batchKafka' | 'batchOnStream';

/** One scenario as it stands in a file; FORMAT.md says what each field means. */
export interface Scenario {
  readonly id: string;
  readonly group: string;
  readonly kind?: Kind;
  readonly sources?: Readonly<Record<string, SourceSpec>>;
  readonly plan?: JsonObject;
  readonly outputMode?: 'append' | 'update' | 'complete';
  readonly outputSchema?: Columns;
  readonly conf?: JsonObject;
  readonly trigger?: TriggerSpec;
  readonly sink?: SinkSpec;
  readonly steps?: readonly JsonObject[];
  readonly cases?: readonly Case[];
  readonly variants?: readonly JsonObject[];
  readonly expect?: readonly Json[];
  readonly expectError?: ErrorSpec;
  readonly ordered?: boolean;
}

export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The elements of a list; of nothing, none. */
export function listOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : [];
}

export function textOf(json: Json | undefined): string {
  return typeof json === 'string' ? json : JSON.stringify(json ?? null);
}

/** The scenario with its placeholders replaced, once for each variant. */
export function variantsOf(scenario: Scenario): readonly Scenario[] {
  const { variants, ...common } = scenario;
  if (variants === undefined) return [scenario];
  return variants.map((variant) => {
    const values = new Map(Object.entries(variant));
    return substitute(common as unknown as Json, values) as unknown as Scenario;
  });
}

function substitute(json: Json, values: ReadonlyMap<string, Json>): Json {
  if (typeof json === 'string') return values.get(json) ?? json;
  if (Array.isArray(json)) return json.map((element: Json) => substitute(element, values));
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, substitute(value, values)]),
  );
}
