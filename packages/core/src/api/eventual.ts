/**
 * A value that is there at once, or that somebody has to wait for. Steps of a frame are built when
 * they are written where the columns are known, so that mistakes show at the line that made them; a
 * source that only knows its columns when it was asked makes the steps after it wait.
 */
export class Eventual<T> {
  #value: { readonly known: T } | undefined;
  #pending: Promise<T> | undefined;
  readonly #make: () => Promise<T>;

  private constructor(value: { readonly known: T } | undefined, make: () => Promise<T>) {
    this.#value = value;
    this.#make = make;
  }

  static of<T>(value: T): Eventual<T> {
    return new Eventual({ known: value }, () => Promise.resolve(value));
  }

  /** A value that `make` finds; it is asked once, and again only if it failed. */
  static from<T>(make: () => Promise<T>): Eventual<T> {
    return new Eventual<T>(undefined, make);
  }

  /** The value, where it is there already. */
  get known(): T | undefined {
    return this.#value?.known;
  }

  /** The value. */
  get(): Promise<T> {
    this.#pending ??= this.#make().then(
      (value) => {
        this.#value = { known: value };
        return value;
      },
      (error: unknown) => {
        this.#pending = undefined;
        throw error;
      },
    );
    return this.#pending;
  }

  /** What `step` makes of the value: now, if it is there, and once. */
  map<U>(step: (value: T) => U): Eventual<U> {
    return this.#value === undefined
      ? Eventual.from(async () => step(await this.get()))
      : Eventual.of(step(this.#value.known));
  }

  /** Both values. */
  and<U>(other: Eventual<U>): Eventual<readonly [T, U]> {
    if (this.#value === undefined || other.#value === undefined) {
      return Eventual.from(() => Promise.all([this.get(), other.get()]));
    }
    return Eventual.of([this.#value.known, other.#value.known]);
  }
}
