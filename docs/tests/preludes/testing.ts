// What the docstrings of the simulated world take for granted: a job to be crashed.
import type { SimFs } from '@tidemark/testing';

export * from '@tidemark/testing';
export { expect } from 'vitest';

export declare function job(world: { readonly fs: SimFs }): Promise<void>;
