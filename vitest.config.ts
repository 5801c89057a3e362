import { defineConfig } from 'vitest/config';

// CI names a folder; every run leaves a report there, and scripts/sum-test-results.mjs adds them up.
const results = process.env['TIDEMARK_TEST_RESULTS'];

export default defineConfig({
  test: {
    // Many tests wait for brokers, disks and child processes: one worker more than cores keeps them busy.
    maxWorkers: 3,
    projects: ['packages/*', 'examples/*', 'conformance', 'robustness', 'docs'],
    reporters: results === undefined ? ['default'] : ['default', 'json'],
    ...(results === undefined ? {} : { outputFile: { json: `${results}/${process.pid}.json` } }),
  },
});
