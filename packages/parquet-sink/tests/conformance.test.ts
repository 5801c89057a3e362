// The conformance suite of @tidemark/testing on the Parquet sink, read back with the Parquet source.
import { createSession } from '@tidemark/core';
import { PATH_NOT_FOUND, type Row } from '@tidemark/core/connector';
import { type AnyRow, describeSink, runSuite, type SinkReader } from '@tidemark/testing';
import { describe, it } from 'vitest';
import { parquetSource } from '../../parquet-source/src/index.ts';
import { parquetSink } from '../src/index.ts';

const path = '/out';

async function rows({ ports, schema }: SinkReader): Promise<readonly AnyRow[]> {
  try {
    return await createSession({ ports }).read(parquetSource({ path, schema })).collect();
  } catch (error) {
    if (PATH_NOT_FOUND.is(error)) return [];
    throw error;
  }
}

const suite = describeSink({
  name: 'parquetSink',
  create: () => ({ sink: parquetSink<Row>({ path }), rows }),
});

runSuite(suite, { describe, it });
