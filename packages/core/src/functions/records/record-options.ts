import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { BAD_OPTION } from '../../errors/option.ts';
import type { Argument } from '../function.ts';

const TRUE_OR_FALSE = /^(?:true|false)$/i;

/** The options of a call, by names in any case, as Spark takes them; unknown ones mean nothing. */
export class RecordOptions {
  readonly #fn: string;
  readonly #values: ReadonlyMap<string, string>;

  private constructor(fn: string, values: ReadonlyMap<string, string>) {
    this.#fn = fn;
    this.#values = values;
  }

  /**
   * Reads an argument that is a constant map of texts; an absent one is an empty map.
   *
   * @throws {@link WRONG_ARGUMENTS}
   */
  static of(fn: string, argument: Argument | undefined): RecordOptions {
    if (argument === undefined) return new RecordOptions(fn, new Map());
    const { constant, dataType } = argument;
    const isMap =
      dataType.kind === 'map' && dataType.key.kind === 'string' && dataType.value.kind === 'string';
    if (constant === undefined || constant.value === null || !isMap) {
      const found = constant === undefined ? 'an expression' : `a value of type ${dataType.kind}`;
      throw WRONG_ARGUMENTS.error({ fn, expected: 'options as a constant map of texts', found });
    }
    const entries = constant.value as readonly (readonly [string, string])[];
    const values = entries.map(([name, value]) => [name.toLowerCase(), value] as const);
    return new RecordOptions(fn, new Map(values));
  }

  text(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  /** @throws {@link BAD_OPTION} */
  flag(name: string, fallback: boolean): boolean {
    return this.optionalFlag(name) ?? fallback;
  }

  /** @throws {@link BAD_OPTION} */
  optionalFlag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (TRUE_OR_FALSE.test(value)) return value.toLowerCase() === 'true';
    throw this.#bad(name, value, "'true' or 'false'");
  }

  /** @throws {@link BAD_OPTION} */
  count(name: string, fallback: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (/^[+-]?\d{1,9}$/.test(value)) return Number(value);
    throw this.#bad(name, value, 'an integer');
  }

  /** One character; the empty text is `none`. */
  character(name: string, fallback: string, none: string): string {
    const value = this.text(name) ?? fallback;
    if (value.length <= 1) return value === '' ? none : value;
    throw this.#bad(name, value, 'one character');
  }

  /**
   * What a text that does not fit becomes. Another word than those that Spark knows means `PERMISSIVE`.
   *
   * @throws {@link BAD_OPTION} for `DROPMALFORMED`: a function of one row cannot drop it
   */
  mode(): 'PERMISSIVE' | 'FAILFAST' {
    const mode = this.text('mode')?.toUpperCase();
    if (mode === 'DROPMALFORMED') {
      throw this.#bad('mode', mode, 'PERMISSIVE or FAILFAST, because a function cannot drop a row');
    }
    return mode === 'FAILFAST' ? mode : 'PERMISSIVE';
  }

  #bad(name: string, value: string, expected: string): Error {
    return BAD_OPTION.error({ option: `${name} of ${this.#fn}()`, value, expected });
  }
}
