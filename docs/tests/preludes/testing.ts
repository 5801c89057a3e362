// What the docstrings of the simulated world take for granted: a job to be crashed, a sink to be proved.
import type { Sink } from '@tidemark/core';
import type { AnyRow, SimFs, SinkReader, SourceConformance } from '@tidemark/testing';

export * from '@tidemark/core';
export * from '@tidemark/testing';
export { describe, expect, it, test } from 'vitest';

export declare function job(world: { readonly fs: SimFs }): Promise<void>;
export declare const create: SourceConformance['create'];
export declare function linesSink(path: string): Sink;
export declare function readLines(path: string, reader: SinkReader): Promise<readonly AnyRow[]>;
