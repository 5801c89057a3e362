import { Condition } from './condition.ts';

export const INDEX_OUT_OF_BOUNDS: Condition<{ fn: string; index: number; size: number }> =
  new Condition('COLLECTION.INDEX_OUT_OF_BOUNDS', {
    kind: 'execution',
    message: ({ fn, index, size }) =>
      `'${fn}' asks for element ${index} of an array of ${size} elements.`,
    hint: 'Use tryElementAt() or get() to have null there, or switch ansi off.',
  });

export const NULL_MAP_KEY: Condition<{ fn: string }> = new Condition('COLLECTION.NULL_MAP_KEY', {
  kind: 'execution',
  message: ({ fn }) => `'${fn}' was given null as a key, and no key of a map is null.`,
  hint: 'Leave such entries out before, or give them a key with coalesce().',
});

export const DUPLICATED_MAP_KEY: Condition<{ fn: string; key: string }> = new Condition(
  'COLLECTION.DUPLICATED_MAP_KEY',
  {
    kind: 'execution',
    message: ({ fn, key }) => `'${fn}' was given the key ${key} twice for one map.`,
    hint: 'Leave all but one of its entries out before the map is made.',
  },
);

export const UNEQUAL_LENGTHS: Condition<{ fn: string; keys: number; values: number }> =
  new Condition('COLLECTION.UNEQUAL_LENGTHS', {
    kind: 'execution',
    message: ({ fn, keys, values }) =>
      `'${fn}' was given ${keys} keys and ${values} values, and each key needs its value.`,
    hint: 'Give it arrays of one length.',
  });

export const BAD_SEQUENCE: Condition<{ start: string; stop: string; step: string }> = new Condition(
  'COLLECTION.BAD_SEQUENCE',
  {
    kind: 'execution',
    message: ({ start, stop, step }) =>
      `No sequence leads from ${start} to ${stop} in steps of ${step}.`,
    hint: 'Give a step above zero to go up, and below zero to go down.',
  },
);

export const COMPARATOR_GAVE_NULL: Condition<object> = new Condition(
  'COLLECTION.COMPARATOR_GAVE_NULL',
  {
    kind: 'execution',
    message: () => 'The comparator of arraySort() gave null for two elements.',
    hint: 'Let it give a number for elements that are null too, for instance with coalesce().',
  },
);
