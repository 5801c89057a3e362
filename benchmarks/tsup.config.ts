import { defineConfig } from 'tsup';

// The contestants run as built programs, as users would run them: no loader takes part in the race.
export default defineConfig({
  entry: [
    'src/main.ts',
    'src/ecommerce/{broker,by-hand,by-tidemark}.ts',
    'src/memory/{broker,replay,steady}.ts',
    'src/{recovery,state}/subject.ts',
  ],
  format: 'esm',
  target: 'node20',
  clean: true,
});
