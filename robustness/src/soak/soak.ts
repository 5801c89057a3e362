import { setTimeout as sleep } from 'node:timers/promises';
import { NodeProcess } from '../process/node-process.ts';
import { Ledger } from '../shop/ledger.ts';
import { checkOutput, type Verdict } from './check-output.ts';
import { type Death, showDeath } from './deaths.ts';
import type { KafkaNode } from './kafka-node.ts';
import { OrderFeed } from './order-feed.ts';
import type { QuerySettings } from './query.ts';

export interface SoakOptions {
  readonly kafka: KafkaNode;
  /** For the checkpoint and the Parquet files; empty. */
  readonly directory: string;
  /** The bundled `query.ts`. */
  readonly program: string;
  readonly kills: number;
  /** The broker is killed with every so many kills. */
  readonly killsPerBrokerRestart: number;
  readonly recordsPerSecond: number;
  /** Orders that are there before the first start. */
  readonly firstRecords: number;
  readonly seed: number;
  /** How the processes die, one after the other; there is no end of them. */
  readonly deaths: Iterator<Death, never>;
  /** When the broker dies, and for how long. */
  readonly random: () => number;
  /** Hears of each kill and of everything unusual. */
  readonly report: (event: string) => void;
}

export interface SoakProgress {
  readonly kills: number;
  readonly aimed: number;
  readonly brokerRestarts: number;
  readonly starts: number;
  readonly batches: number;
  readonly sent: number;
  /** From the start of a process until its query was open and recovered; of those that came so far. */
  readonly startMs: readonly number[];
}

/** A moment that has not come by then never will: the query has no reason to make such a call. */
const MISSED_AFTER = { batches: 15, ms: 10_000 };
const BROKER_DOWN_MS = 1000;
/** A query that cannot start is stuck when it fails so often in a row. */
const MAX_FAILURES_IN_A_ROW = 5;

interface Life extends Pick<QuerySettings, 'isToEnd' | 'aim'> {
  /** Hears how many batches are committed: 0 when the query is open. */
  readonly onBatches?: (batches: number) => void;
}

/** One soak: a query that is killed again and again while orders keep coming. */
export class Soak {
  readonly #options: SoakOptions;
  readonly #ledger = new Ledger();
  readonly #feed: OrderFeed;
  /** What a query said that ended by itself, with the broker up or down. */
  readonly failures: string[] = [];
  #kills = 0;
  #aimed = 0;
  #brokerRestarts = 0;
  #starts = 0;
  #batches = 0;
  /** Records that are through, as the query has told. */
  #read = 0;
  #failuresInARow = 0;
  #isStopped = false;
  readonly #startMs: number[] = [];

  constructor(options: SoakOptions) {
    this.#options = options;
    this.#feed = new OrderFeed(options.kafka.brokers, options.seed, this.#ledger);
  }

  get progress(): SoakProgress {
    return {
      kills: this.#kills,
      aimed: this.#aimed,
      brokerRestarts: this.#brokerRestarts,
      starts: this.#starts,
      batches: this.#batches,
      sent: this.#feed.sent,
      startMs: this.#startMs,
    };
  }

  /**
   * Kills as often as it was told, then lets the query come to its end.
   *
   * @returns how the output compares with what was sent
   * @throws Error when the query is stuck, or fails when nobody disturbs it
   */
  async run(): Promise<Verdict> {
    const { firstRecords, recordsPerSecond, directory, kafka } = this.#options;
    await this.#feed.open();
    await this.#feed.send(firstRecords);
    const feeding = new AbortController();
    const fed = this.#feed.sendPaced(recordsPerSecond, () => this.#read, feeding.signal);
    try {
      await Promise.race([this.#killAll(), fed.then(() => undefined)]);
    } finally {
      feeding.abort();
    }
    await fed;
    await this.#feed.sendClosing();
    await this.#runToEnd();
    // A second run finds nothing to do.
    await this.#runToEnd();
    await this.#feed.close();
    return checkOutput({ directory, brokers: kafka.brokers }, this.#ledger);
  }

  /** No more kills after the next one. */
  stop(): void {
    this.#isStopped = true;
  }

  async #killAll(): Promise<void> {
    const { kills, killsPerBrokerRestart, deaths } = this.#options;
    while (this.#kills < kills && !this.#isStopped) {
      const isDue =
        killsPerBrokerRestart > 0 &&
        this.#kills >= (this.#brokerRestarts + 1) * killsPerBrokerRestart;
      const life = this.#liveUntil(deaths.next().value);
      await Promise.all([life, ...(isDue ? [this.#restartBroker()] : [])]);
    }
  }

  async #liveUntil(death: Death): Promise<void> {
    let isMissed = false;
    let timer: NodeJS.Timeout | undefined;
    const dieIn = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => query.kill(), ms);
    };
    const miss = (): void => {
      isMissed = true;
      query.kill();
    };
    const query = this.#start({
      isToEnd: false,
      ...('aim' in death ? { aim: death.aim } : {}),
      onBatches: (batches) => {
        if ('thenMs' in death && batches === death.batches) dieIn(death.thenMs);
        if (batches === MISSED_AFTER.batches) miss();
      },
    });
    if ('startingMs' in death) dieIn(death.startingMs);
    else timer = setTimeout(miss, MISSED_AFTER.ms);
    const { exitCode, stderr } = await query.ended;
    clearTimeout(timer);
    if (exitCode !== null) {
      this.#failed(`ended with ${exitCode}, to die ${showDeath(death)}:\n${stderr}`);
      return;
    }
    this.#failuresInARow = 0;
    this.#kills++;
    if ('aim' in death && !isMissed) this.#aimed++;
    const missed = isMissed ? 'never came to ' : '';
    this.#options.report(`kill ${this.#kills}: ${missed}${showDeath(death)}`);
  }

  #failed(what: string): void {
    this.#options.report(`the query ${what}`);
    this.failures.push(what);
    if (++this.#failuresInARow < MAX_FAILURES_IN_A_ROW) return;
    throw new Error(
      `The query is stuck: it failed ${this.#failuresInARow} times in a row.\n${what}`,
    );
  }

  /** At a random time of a life; the broker is back before the next process is killed, or after. */
  async #restartBroker(): Promise<void> {
    const { kafka, random, report } = this.#options;
    await sleep(random() * BROKER_DOWN_MS);
    await kafka.kill();
    await sleep(random() * BROKER_DOWN_MS);
    await kafka.restart();
    this.#brokerRestarts++;
    report(`broker restart ${this.#brokerRestarts}`);
  }

  async #runToEnd(): Promise<void> {
    const { exitCode, stderr } = await this.#start({ isToEnd: true }).ended;
    if (exitCode !== 0) throw new Error(`The last run ended with ${exitCode}:\n${stderr}`);
  }

  #start({ onBatches, ...own }: Life): NodeProcess {
    const { kafka, directory, program } = this.#options;
    const settings: QuerySettings = { brokers: kafka.brokers, directory, ...own };
    this.#starts++;
    const startMs = performance.now();
    let batches = 0;
    return new NodeProcess(program, settings, (line) => {
      if (line === 'started') this.#startMs.push(performance.now() - startMs);
      else {
        batches++;
        this.#batches++;
        this.#read = Number(line.split(' ')[1]);
      }
      onBatches?.(batches);
    });
  }
}
