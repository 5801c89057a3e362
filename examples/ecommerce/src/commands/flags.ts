import { resolve } from 'node:path';
import {
  availableNow,
  type Duration,
  durationMs,
  processingTime,
  type Trigger,
} from '@tidemark/core';
import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_START_MS } from '../orders/generate-orders.ts';
import { type CsvPreset, PRESETS } from '../orders/read-csv-orders.ts';

// Every flag once; a command picks the ones it takes.

export const brokersFlag = (): Option =>
  new Option('--brokers <host:port,…>', 'the Kafka cluster')
    .default(['localhost:9092'])
    .argParser(parseBrokers);
export const optionalBrokersFlag = (): Option =>
  new Option(
    '--brokers <host:port,…>',
    'count the alerts and the dead letters in the topics, too',
  ).argParser(parseBrokers);

/** Hidden: tells who looks for a cluster in the demo where to find one. */
export const noBrokersFlag = (): Option =>
  new Option('--brokers <host:port,…>').hideHelp().argParser(() => {
    throw new InvalidArgumentError(
      'The demo starts a broker of its own. Against a cluster use produce, stream and report.',
    );
  });

export const csvFlag = (): Option =>
  new Option(
    '--csv <file>',
    'take the orders from a CSV (.gz too) instead of making them up',
  ).argParser(parsePath);
export const presetFlag = (): Option =>
  new Option(
    '--preset <name>',
    `how the CSV is laid out, if not by the names of an order: ${PRESETS.map(({ name }) => name).join(', ')}`,
  ).argParser(parsePreset);
export const ordersFlag = (): Option =>
  new Option(
    '--orders <n>',
    'how many records to send (default: 100000, or the whole CSV)',
  ).argParser(parseCount);
export const seedFlag = (): Option =>
  new Option('--seed <n>', 'same seed, same orders').default(42).argParser(parseWhole);
export const startTimeFlag = (): Option =>
  new Option('--start-time <time>', 'event time of the first order made up, ISO-8601')
    .default(DEFAULT_START_MS, new Date(DEFAULT_START_MS).toISOString())
    .argParser(parseTime);
export const rateFlag = (): Option =>
  new Option(
    '--rate <n>',
    'send so many records a second (default: as fast as possible)',
  ).argParser(parseCount);
export const closingOrderFlag = (): Option =>
  new Option('--closing-order', 'end with an order of nothing that lets the last windows close');

export const thresholdFlag = (): Option =>
  new Option('--threshold <money>', 'an order worth more is an alert')
    .default(500)
    .argParser(parseNumber);
export const windowFlag = (): Option =>
  new Option('--window <duration>', 'length of a window')
    .default('1 minute')
    .argParser(parseDuration);
export const delayFlag = (): Option =>
  new Option('--delay <duration>', 'how late an order may be and still count')
    .default('10 minutes')
    .argParser(parseDuration);
export const triggerFlag = (): Option =>
  new Option(
    '--trigger <when>',
    "a batch so often ('1 second'), or 'available-now': everything there is, then the end",
  ).argParser(parseTrigger);
export const maxOffsetsFlag = (): Option =>
  new Option('--max-offsets-per-trigger <n>', 'most records a batch reads').argParser(parseCount);
export const checkpointFlag = (): Option =>
  new Option(
    '--checkpoint <dir>',
    'where the query keeps its place (default: checkpoint/ in --out)',
  ).argParser(parsePath);
export const crashTestFlag = (): Option =>
  new Option(
    '--crash-test [times]',
    'kill the query so often (default: 12), then show that all totals agree',
  )
    .preset(12)
    .argParser((text: string | number) => (typeof text === 'number' ? text : parseCount(text)))
    .conflicts(['rate', 'trigger', 'reportJson']);
export const outFlag = (dir: string): Option =>
  new Option('--out <dir>', 'where the Parquet files go')
    .default(parsePath(dir), dir)
    .argParser(parsePath);
export const readFromFlag = (): Option =>
  new Option(
    '--out <dir>',
    'where the Parquet files are (default: where stream, with --show tracking, puts them)',
  ).argParser(parsePath);
export const showFlag = (): Option =>
  new Option('--show [rows]', 'show rows of refined_orders/, from tracking, with nothing cut')
    .preset(20)
    .argParser((text: string | number) => (typeof text === 'number' ? text : parseCount(text)));

export const reportJsonFlag = (): Option =>
  new Option('--report-json <file>', 'write what the run cost as JSON').argParser(parsePath);
export const alertsToFlag = (): Option =>
  new Option(
    '--alerts-to <file>',
    'read the alerts topic back (read_committed) into a file of JSON lines',
  ).argParser(parsePath);

/** `--trigger` where none is given. */
export const DEFAULT_TRIGGER: Trigger = processingTime('1 second');

/** Paths are meant from where the user typed the command, not from where the package manager runs it. */
export function parsePath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

function parseBrokers(text: string): readonly string[] {
  const brokers = text.split(',').map((broker) => broker.trim());
  if (!brokers.every((broker) => /^[^\s:/]+:\d+$/.test(broker))) {
    throw new InvalidArgumentError('Expected host:port, several with commas between.');
  }
  return brokers;
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('Expected a number.');
  return value;
}

function parseWhole(text: string): number {
  const value = parseNumber(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('Expected a whole number.');
  return value;
}

function parseCount(text: string): number {
  const value = parseWhole(text);
  if (value < 1) throw new InvalidArgumentError('Expected a whole number above 0.');
  return value;
}

function parseTime(text: string): number {
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) {
    throw new InvalidArgumentError('Expected a time such as 2026-01-15T09:00:00Z.');
  }
  return timeMs;
}

function parseDuration(text: string): Duration {
  try {
    if (durationMs(text) > 0) return text as Duration;
  } catch {
    // Said below, with an example.
  }
  throw new InvalidArgumentError("Expected a duration such as '10 minutes'.");
}

function parseTrigger(text: string): Trigger {
  if (text === 'available-now') return availableNow();
  try {
    return processingTime(durationMs(text));
  } catch {
    throw new InvalidArgumentError("Expected 'available-now' or an interval such as '1 second'.");
  }
}

function parsePreset(text: string): CsvPreset {
  const preset = PRESETS.find(({ name }) => name === text);
  if (preset !== undefined) return preset;
  throw new InvalidArgumentError(`Known presets: ${PRESETS.map(({ name }) => name).join(', ')}.`);
}
