#!/usr/bin/env node
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodePorts } from '@tidemark/core/checkpoint';
import { tidemark } from './tidemark.ts';

const { stdout, stderr, env } = process;
const hasColours = stdout.isTTY && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb';

process.exitCode = await tidemark(process.argv.slice(2), {
  ports: nodePorts(),
  terminal: {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    hasColours,
  },
  importModule: (file) => import(pathToFileURL(resolve(file)).href),
});
