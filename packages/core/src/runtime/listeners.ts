import type { StreamingQueryProgress } from './progress.ts';
import type {
  QueryIdleEvent,
  QueryTerminatedEvent,
  StreamingQueryListener,
} from './streaming-query.ts';

/** The listeners of one query. One that throws is warned about; it never harms the query. */
export class Listeners {
  readonly #listeners = new Set<StreamingQueryListener>();
  readonly #warn: (message: string) => void;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  add(listener: StreamingQueryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  progress(progress: StreamingQueryProgress): void {
    this.#tell((listener) => listener.onQueryProgress?.(progress));
  }

  idle(event: QueryIdleEvent): void {
    this.#tell((listener) => listener.onQueryIdle?.(event));
  }

  terminated(event: QueryTerminatedEvent): void {
    this.#tell((listener) => listener.onQueryTerminated?.(event));
  }

  #tell(tell: (listener: StreamingQueryListener) => unknown): void {
    const failed = (error: unknown): void =>
      this.#warn(`a query listener failed: ${String(error)}`);
    for (const listener of this.#listeners) {
      try {
        // An async function fits a method without a result; how it fails comes later.
        Promise.resolve(tell(listener)).catch(failed);
      } catch (error) {
        failed(error);
      }
    }
  }
}
