import { LOSS_MODES, type LossMode } from '../disk-after.ts';
import { FAULT_CODES, type Fault } from '../fault.ts';

/** How a life of the machine ends. */
export interface Ending {
  /** Before this operation on the disk; `end`: once its processes have ended by themselves. */
  readonly at: number | 'end';
  readonly loss: LossMode;
  /** For the losses that choose. */
  readonly lossSeed?: number;
}

/** A {@link Hazard} that breaks. */
export interface Strike {
  readonly hazard: string;
  readonly at: number;
  readonly way: string;
}

/** What happens to a machine from one start to its end. */
export interface LifePlan {
  readonly faults: readonly Fault[];
  readonly strikes: readonly Strike[];
  /** Two processes at once; the seed decides who goes first at each call of the disk. */
  readonly twoProcesses?: number;
  /** Somebody sets the clock now and then; the seed decides when, and how. */
  readonly clockJumps?: number;
  readonly ending: Ending;
}

/** One execution: the lives that are cut short. Undisturbed ones follow until all is done. */
export interface Disturbance {
  readonly seed: number;
  readonly lives: readonly LifePlan[];
}

const QUIET: LifePlan = { faults: [], strikes: [], ending: { at: 'end', loss: 'kill' } };

/** A life in which nothing happens but its end. */
export function lifeUntil(
  at: Ending['at'],
  loss: LossMode,
  lossSeed?: number,
  trouble: Partial<Omit<LifePlan, 'ending'>> = {},
): LifePlan {
  const ending = { at, loss, ...(lossSeed === undefined ? {} : { lossSeed }) };
  return { ...QUIET, ...trouble, ending };
}

/** What kind of trouble it is, for tables. */
export function kindOf({ lives }: Disturbance): string {
  const [first] = lives;
  if (first === undefined) return 'undisturbed';
  if (first.twoProcesses !== undefined) return 'two processes';
  const troubled = lives.find(({ faults, strikes }) => faults.length + strikes.length > 0);
  if (troubled !== undefined) return troubled.strikes[0]?.hazard ?? 'fault';
  if (first.clockJumps !== undefined) return 'clock';
  return lives.length === 1 ? 'crash' : 'crash in recovery';
}

/**
 * An execution as options of a command line, which {@link parseDisturbance} reads:
 *
 * ```
 * disturbance = "--seed" number life*
 * life        = trouble* ( "--crash" | "--then" ) at "/" loss [ ":" seed ]     at = operation | "end"
 * trouble     = "--fault" [ "read:" ] at "/" code [ "/sticky" ] [ "/wrote:" part ]
 *             | "--hazard" name ":" at "/" way | "--two" seed | "--clock" seed
 * ```
 *
 * The end of the last life may be left out: then its process ends by itself.
 */
export function printDisturbance({ seed, lives }: Disturbance): string {
  return [`--seed ${seed}`, ...lives.flatMap(printLife)].join(' ');
}

function printLife(life: LifePlan, index: number): string[] {
  const { faults, strikes, twoProcesses, clockJumps, ending } = life;
  const chance = ending.lossSeed === undefined ? '' : `:${ending.lossSeed}`;
  return [
    ...(twoProcesses === undefined ? [] : [`--two ${twoProcesses}`]),
    ...(clockJumps === undefined ? [] : [`--clock ${clockJumps}`]),
    ...faults.map(
      ({ at, code, isSticky, isRead, writtenPart }) =>
        `--fault ${isRead === true ? 'read:' : ''}${at}/${code}${isSticky === true ? '/sticky' : ''}${
          writtenPart === undefined ? '' : `/wrote:${writtenPart}`
        }`,
    ),
    ...strikes.map(({ hazard, at, way }) => `--hazard ${hazard}:${at}/${way}`),
    `${index === 0 ? '--crash' : '--then'} ${ending.at}/${ending.loss}${chance}`,
  ];
}

/** Reads what {@link printDisturbance} writes. Throws a TypeError that says what it does not understand. */
export function parseDisturbance(text: string): Disturbance {
  const words = text.trim().split(/\s+/);
  const lives: LifePlan[] = [];
  let seed: number | undefined;
  let life: Omit<LifePlan, 'ending'> | undefined;
  for (let i = 0; i < words.length; i += 2) {
    const [option, value = ''] = words.slice(i, i + 2);
    const { faults, strikes } = life ?? QUIET;
    switch (option) {
      case '--seed':
        seed = numberOf(value, option);
        break;
      case '--crash':
      case '--then':
        lives.push({ ...(life ?? QUIET), ending: parseEnding(value) });
        life = undefined;
        break;
      case '--fault':
        life = { ...(life ?? QUIET), faults: [...faults, parseFault(value)] };
        break;
      case '--hazard':
        life = { ...(life ?? QUIET), strikes: [...strikes, parseStrike(value)] };
        break;
      case '--two':
        life = { ...(life ?? QUIET), twoProcesses: numberOf(value, option) };
        break;
      case '--clock':
        life = { ...(life ?? QUIET), clockJumps: numberOf(value, option) };
        break;
      default:
        throw new TypeError(`'${option}' is no option of an execution`);
    }
  }
  if (seed === undefined) throw new TypeError(`'${text}' names no --seed`);
  return { seed, lives: life === undefined ? lives : [...lives, { ...QUIET, ...life }] };
}

const ENDING = /^(?<at>\d+|end)\/(?<loss>[a-z-]+)(?::(?<seed>\d+))?$/;
const FAULT =
  /^(?<read>read:)?(?<at>\d+)\/(?<code>[A-Z]+)(?<sticky>\/sticky)?(?:\/wrote:(?<part>[\d.]+))?$/;
const STRIKE = /^(?<hazard>[\w-]+):(?<at>\d+)\/(?<way>\S+)$/;

function parseEnding(text: string): Ending {
  const { at, loss, seed } = ENDING.exec(text)?.groups ?? {};
  const mode = LOSS_MODES.find((known) => known === loss);
  if (at === undefined || mode === undefined) {
    throw new TypeError(
      `'${text}' is no crash: write OPERATION/LOSS or OPERATION/LOSS:SEED, with a LOSS of ${LOSS_MODES.join(', ')}`,
    );
  }
  return {
    at: at === 'end' ? 'end' : Number(at),
    loss: mode,
    ...(seed === undefined ? {} : { lossSeed: Number(seed) }),
  };
}

function parseFault(text: string): Fault {
  const { read, at, code, sticky, part } = FAULT.exec(text)?.groups ?? {};
  const known = FAULT_CODES.find((one) => one === code);
  if (at === undefined || known === undefined) {
    throw new TypeError(
      `'${text}' is no fault: write OPERATION/CODE or OPERATION/CODE/sticky, with a CODE of ${FAULT_CODES.join(', ')}`,
    );
  }
  return {
    at: Number(at),
    code: known,
    ...(sticky === undefined ? {} : { isSticky: true }),
    ...(read === undefined ? {} : { isRead: true }),
    ...(part === undefined ? {} : { writtenPart: Number(part) }),
  };
}

function parseStrike(text: string): Strike {
  const { hazard, at, way } = STRIKE.exec(text)?.groups ?? {};
  if (hazard === undefined || at === undefined || way === undefined) {
    throw new TypeError(`'${text}' is no hazard: write NAME:NUMBER/WAY`);
  }
  return { hazard, at: Number(at), way };
}

function numberOf(text: string, option: string): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`${option} wants a number, not '${text}'`);
  return Number(text);
}
