import { Observable } from 'rxjs';
import type { StreamingQueryProgress } from './runtime/progress.ts';
import type { StreamingQuery } from './runtime/streaming-query.ts';

/**
 * The progress of a query as an Observable: a value for every batch from the subscription on, the
 * end when the query ends, an error when it fails. Unsubscribing leaves the query alone.
 *
 * @example
 * ```ts
 * progress$(query).subscribe(({ batchId, numInputRows }) => console.log(batchId, numInputRows));
 * ```
 */
export function progress$(query: StreamingQuery): Observable<StreamingQueryProgress> {
  return new Observable((subscriber) => {
    const remove = query.addListener({
      onQueryProgress: (progress) => subscriber.next(progress),
      onQueryTerminated: ({ error }) => {
        if (error === undefined) subscriber.complete();
        else subscriber.error(error);
      },
    });
    if (!query.isActive) {
      if (query.exception === null) subscriber.complete();
      else subscriber.error(query.exception);
    }
    return remove;
  });
}
