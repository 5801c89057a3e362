/** What `JSON.stringify` keeps: offsets of sources and committables of sinks, as the checkpoint stores them. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
