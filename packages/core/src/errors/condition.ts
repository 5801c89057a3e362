/**
 * What failed: the query's definition, one run of it, a connector, the stored progress, or us. `corruption`
 * is a stored file that is not as it was written: of a checkpoint, or of the folder of a sink.
 */
export type ErrorKind =
  | 'analysis'
  | 'execution'
  | 'connector'
  | 'checkpoint'
  | 'corruption'
  | 'internal';

const DOCS_URL = 'https://tidemark-streaming.github.io/errors#';

/**
 * The only error class Tidemark throws on purpose. Tell failures apart with {@link Condition.is}.
 *
 * The message reads `[NAME] what happened and why`, then a line `hint: what to do next`.
 */
export class StreamingError<P = unknown> extends Error {
  override readonly name: string = 'StreamingError';
  /** The condition's name, for example `OUTPUT_MODE.NEEDS_WATERMARK`. Stable across releases. */
  readonly condition: string;
  readonly kind: ErrorKind;
  /** The values the message mentions. */
  readonly parameters: P;
  /** Where the manual explains this condition. */
  readonly docs: string;

  constructor(condition: Condition<P>, parameters: P, options?: ErrorOptions) {
    super(
      `[${condition.name}] ${condition.message(parameters)}\n  hint: ${condition.hint(parameters)}`,
      options,
    );
    this.condition = condition.name;
    this.kind = condition.kind;
    this.parameters = parameters;
    this.docs = DOCS_URL + condition.name.toLowerCase().replace('.', '-');
  }
}

/**
 * One named way to fail.
 *
 * A name is stable across releases and never reused. The part before the dot says what the user
 * was doing, the part after it what stood in the way. Connectors declare conditions of their own.
 *
 * @typeParam P - values the message mentions: names, numbers and paths, never sentences and never secrets
 */
export class Condition<P> {
  readonly name: string;
  readonly kind: ErrorKind;
  /** Says what happened and why, in whole sentences. */
  readonly message: (parameters: P) => string;
  /** Says what to do next. */
  readonly hint: (parameters: P) => string;

  constructor(
    name: string,
    parts: {
      readonly kind: ErrorKind;
      readonly message: (parameters: P) => string;
      readonly hint: string | ((parameters: P) => string);
    },
  ) {
    const { kind, message, hint } = parts;
    this.name = name;
    this.kind = kind;
    this.message = message;
    this.hint = typeof hint === 'string' ? () => hint : hint;
  }

  /** Makes the error; `cause` in `options` keeps what led to it. */
  error(parameters: P, options?: ErrorOptions): StreamingError<P> {
    return new StreamingError(this, parameters, options);
  }

  /** Compares names and not classes, so two installed copies of this package still understand each other. */
  is(error: unknown): error is StreamingError<P> {
    return error instanceof Error && (error as Partial<StreamingError>).condition === this.name;
  }
}
