import { describe, expect, it } from 'vitest';
import { isSameType, isSameValue, unmatched } from '../../src/values/same-value.ts';

describe('a value', () => {
  it('of type double may be off by a billionth, not by more', () => {
    expect(isSameValue(0.1, 0.1 + 1e-11, 'double')).toBe(true);
    expect(isSameValue(1e12, 1e12 + 1, 'double')).toBe(true);
    expect(isSameValue(1, 1 + 1e-8, 'double')).toBe(false);
    expect(isSameValue(0, 1e-13, 'double')).toBe(true);
    expect(isSameValue(0, 1e-11, 'double')).toBe(false);
  });

  it('of type float has a wider tolerance', () => {
    expect(isSameValue(1, 1 + 1e-7, 'float')).toBe(true);
    expect(isSameValue(1, 1 + 1e-5, 'float')).toBe(false);
  });

  it('of type double may be no number, in words', () => {
    expect(isSameValue('NaN', 'NaN', 'double')).toBe(true);
    expect(isSameValue('NaN', 0, 'double')).toBe(false);
    expect(isSameValue('Infinity', 'Infinity', 'double')).toBe(true);
    expect(isSameValue('Infinity', '-Infinity', 'double')).toBe(false);
    expect(isSameValue('Infinity', 5, 'double')).toBe(false);
    expect(isSameValue('-0.0', 0, 'double')).toBe(true);
  });

  it('of type long is compared to the last digit', () => {
    expect(isSameValue('9223372036854775807', '9223372036854775807', 'long')).toBe(true);
    expect(isSameValue('9223372036854775807', '9223372036854775806', 'long')).toBe(false);
    expect(isSameValue(5, '5', 'long')).toBe(true);
  });

  it('is not null where null is not expected, and the other way round', () => {
    expect(isSameValue(null, null, 'int')).toBe(true);
    expect(isSameValue(null, 0, 'int')).toBe(false);
    expect(isSameValue(0, null, 'double')).toBe(false);
    expect(isSameValue(null, 'null', 'string')).toBe(false);
  });

  it('of type string is not a number that looks the same', () => {
    expect(isSameValue('1', 1, 'string')).toBe(false);
    expect(isSameValue(true, 'true', 'boolean')).toBe(false);
  });

  it('of type timestamp is a moment, however it is written', () => {
    const moment = '2020-01-01T00:00:00Z';
    expect(isSameValue(moment, '2020-01-01T00:00:00.000000Z', 'timestamp')).toBe(true);
    expect(isSameValue(moment, '2020-01-01T00:00:00.000001Z', 'timestamp')).toBe(false);
  });

  it('in an array has its place, unless the array is a set', () => {
    const type = { array: 'int' };
    expect(isSameValue([1, 2], [1, 2], type)).toBe(true);
    expect(isSameValue([1, 2], [2, 1], type)).toBe(false);
    expect(isSameValue([1, 2], [2, 1], type, true)).toBe(true);
    expect(isSameValue([1, 1], [1, 2], type, true)).toBe(false);
    expect(isSameValue([1], [1, 1], type, true)).toBe(false);
  });

  it('in a map has a key, and no place', () => {
    const type = { map: ['string', 'double'] };
    const expected = [
      ['a', 1],
      ['b', 2],
    ];
    expect(isSameValue(expected, [...expected].reverse(), type)).toBe(true);
    expect(isSameValue(expected, [['a', 2], ...expected.slice(1)], type)).toBe(false);
  });

  it('in a struct has the type of its field', () => {
    const type = {
      struct: [
        ['a', 'double'],
        ['b', { array: 'int' }],
      ],
    };
    expect(isSameValue([1, [1]], [1 + 1e-12, [1]], type)).toBe(true);
    expect(isSameValue([1, [1]], [1, [2]], type)).toBe(false);
    expect(isSameValue([1], [1, [1]], type)).toBe(false);
  });
});

describe('types', () => {
  it('of structs are the same whatever their fields are called', () => {
    const a = { struct: [['a', 'int']] };
    expect(isSameType(a, { struct: [['b', 'int']] })).toBe(true);
    expect(isSameType(a, { struct: [['a', 'long']] })).toBe(false);
    expect(isSameType(a, { array: 'int' })).toBe(false);
  });

  it('are all fulfilled by a bare null', () => {
    expect(isSameType('int', 'null')).toBe(true);
    expect(isSameType({ array: 'int' }, { array: 'null' })).toBe(true);
    expect(isSameType('int', 'long')).toBe(false);
  });
});

describe('rows that do not match', () => {
  it('are told from both sides, each as often as it is there', () => {
    const isSame = (a: unknown, b: unknown): boolean => a === b;
    expect(unmatched([1, 1, 2], [1, 2, 3, 3], isSame)).toEqual({
      missing: [1],
      unexpected: [3, 3],
    });
  });
});
