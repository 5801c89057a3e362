import { consoleSink } from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { eventSource, events, feed, quietSession } from '../semantics/streams.ts';

test('every batch is a table as Spark prints it, times in the zone of the session', async () => {
  const { session } = quietSession({ timeZone: 'Europe/Amsterdam' });
  const source = eventSource();
  let text = '';
  const print = (part: string): void => void (text += `${part}\n`);
  const counts = session
    .readStream(source)
    .withWatermark('time', '0 seconds')
    .groupBy((e) => ({ window: window(e.time, '10 minutes'), kind: e.kind }))
    .agg(() => ({ number_of_all_events_of_it: count() }));
  const query = await session.start({
    outputs: [counts.writeTo(consoleSink({ print, numRows: 1 }), { outputMode: 'update' })],
  });
  await feed(
    query,
    source,
    ...events('a', '12:01', '12:02'),
    { time: null, kind: null },
    ...events('b', '12:03'),
  );
  await query.stop();
  expect(text).toBe(`\
-------------------------------------------
Batch: 0
-------------------------------------------
+--------------------+----+--------------------------+
|              window|kind|number_of_all_events_of_it|
+--------------------+----+--------------------------+
|{2024-01-01 13:00...|   a|                         2|
+--------------------+----+--------------------------+
only showing top 1 row

-------------------------------------------
Batch: 1
-------------------------------------------
+------+----+--------------------------+
|window|kind|number_of_all_events_of_it|
+------+----+--------------------------+
+------+----+--------------------------+

`);
});
