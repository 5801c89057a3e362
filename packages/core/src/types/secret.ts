import { SECRET_NOT_SET } from '../errors/secret.ts';

const HIDDEN = '***';

/**
 * A password, a key or a token. Whatever turns it into text, on purpose or not, gets `***`: templates,
 * `JSON.stringify`, `console.log`, string concatenation. Only {@link Secret.reveal} gives it away.
 *
 * Options of connectors that take secrets take a string as well, and wrap it before they keep it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /**
   * The secret that an environment variable holds.
   *
   * @throws `SECRET.NOT_SET` when there is none
   */
  static fromEnv(variable: string): Secret {
    const value = process.env[variable];
    if (value === undefined || value === '') throw SECRET_NOT_SET.error({ variable });
    return new Secret(value);
  }

  /** The secret itself, for the moment at which it is used. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }

  /** For `util.inspect`, and so for `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Secret(${HIDDEN})`;
  }
}

/**
 * Wraps a secret, so that it is not printed by accident. What is wrapped already stays as it is.
 *
 * @example
 * ```ts
 * const password = secret('correct horse battery staple');
 * console.log(`the password is ${password}`); // the password is ***
 * ```
 */
export function secret(value: string | Secret): Secret {
  return typeof value === 'string' ? new Secret(value) : value;
}
