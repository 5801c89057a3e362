import { defineConfig } from 'vitepress';
import { anchorOf } from './anchor-of.ts';

const REPOSITORY = 'https://github.com/tidemark-streaming/tidemark';

const page = (text: string, link: string): { text: string; link: string } => ({ text, link });

export default defineConfig({
  title: 'Tidemark',
  description: 'Structured Streaming for Node.js',
  cleanUrls: true,
  srcExclude: ['**/node_modules/**', 'tests/**'],
  // Pages also link to READMEs of packages, which are not part of the site.
  ignoreDeadLinks: [/\/README(\.md)?$/],
  markdown: { anchor: { slugify: anchorOf } },
  themeConfig: {
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    sidebar: [
      {
        text: 'Guide',
        items: [
          page('Your first query', '/guide/first-query'),
          page('Event time', '/guide/event-time'),
          page('Watermarks', '/guide/watermarks'),
          page('Output modes', '/guide/output-modes'),
          page('Joins', '/guide/joins'),
          page('Duplicates, sessions, first rows', '/guide/duplicates-and-sessions'),
          page('State of your own', '/guide/state'),
          page('Checkpoints', '/guide/checkpoints'),
          page('The checkpoint tool', '/guide/checkpoint-tool'),
          page('Kafka', '/guide/kafka'),
          page('Parquet', '/guide/parquet'),
          page('Files', '/guide/files'),
          page('Bad and late records', '/guide/bad-and-late-records'),
          page('Testing a pipeline', '/guide/testing-pipelines'),
          page('Simulating crashes', '/guide/simulation'),
          page('A sink of your own', '/guide/custom-sink'),
          page('A source of your own', '/guide/custom-source'),
          page('Writing connectors', '/guide/writing-connectors'),
        ],
      },
      {
        text: 'Concepts',
        items: [
          page('Batches', '/concepts/batches'),
          page('State', '/concepts/state'),
          page('Delivery guarantees', '/concepts/delivery-guarantees'),
          page('Guarantees and their tests', '/guarantees'),
          page('Robustness: what was found', '/robustness'),
          page('Better than Spark, as options', '/concepts/better-than-spark'),
          page('Glossary', '/glossary'),
        ],
      },
      {
        text: 'Reference',
        items: [
          page('Parity with Spark', '/reference/spark-parity'),
          page('Functions', '/reference/functions'),
          page('Numbers', '/reference/functions/math'),
          page('Strings', '/reference/functions/strings'),
          page('Dates and times', '/reference/functions/dates-and-times'),
          page('Arrays, maps, structs', '/reference/functions/arrays-and-maps'),
          page('JSON and CSV', '/reference/functions/json-and-csv'),
          page('Hashes, choices, checks', '/reference/functions/hashes-and-misc'),
          page('Aggregates', '/reference/functions/aggregates'),
        ],
      },
      { text: 'Security and limits', link: '/security' },
      { text: 'Errors', link: '/errors' },
      {
        text: 'Architecture',
        items: [
          page('Two roads', '/architecture/two-roads'),
          page('Layers', '/architecture/layers'),
          page('The commit protocol', '/architecture/commit-protocol'),
          page('The files of a checkpoint', '/architecture/checkpoint-format'),
        ],
      },
      { text: 'Decisions', link: '/#decisions' },
    ],
  },
});
