import { findTimeZone, type TimeZone } from '../../types/time-zone.ts';

/*
 * The names of zones in US English. Intl writes the long ones as java.time does; the short ones are
 * those of the time zone database. Where several zones share a name, reading takes the one listed
 * first that java.time takes; whether it is summer there is not asked of the name.
 */

const NAMES: readonly (readonly [long: string, short: string, region?: string])[] = [
  ['Coordinated Universal Time', 'UTC', 'UTC'],
  ['Greenwich Mean Time', 'GMT', 'Europe/London'],
  ['Bougainville Standard Time', 'BST', 'Pacific/Bougainville'],
  ['British Summer Time', 'BST', 'Europe/London'],
  ['Irish Standard Time', 'IST'],
  ['India Standard Time', 'IST'],
  ['Western European Standard Time', 'WET', 'Europe/Lisbon'],
  ['Western European Summer Time', 'WEST', 'Europe/Lisbon'],
  ['Central European Standard Time', 'CET', 'Europe/Paris'],
  ['Central European Summer Time', 'CEST', 'Europe/Paris'],
  ['Eastern European Standard Time', 'EET', 'Europe/Helsinki'],
  ['Eastern European Summer Time', 'EEST', 'Europe/Helsinki'],
  ['Moscow Standard Time', 'MSK', 'Europe/Moscow'],
  ['Pakistan Standard Time', 'PKT', 'Asia/Karachi'],
  ['Singapore Standard Time', 'SGT', 'Asia/Singapore'],
  ['Hong Kong Standard Time', 'HKT', 'Asia/Hong_Kong'],
  ['Japan Standard Time', 'JST', 'Asia/Tokyo'],
  ['Korean Standard Time', 'KST', 'Asia/Seoul'],
  ['Central Africa Time', 'CAT', 'Africa/Maputo'],
  ['East Africa Time', 'EAT', 'Africa/Nairobi'],
  ['South Africa Standard Time', 'SAST', 'Africa/Johannesburg'],
  ['West Africa Standard Time', 'WAT', 'Africa/Lagos'],
  ['Australian Eastern Standard Time', 'AEST', 'Australia/Sydney'],
  ['Australian Eastern Daylight Time', 'AEDT', 'Australia/Sydney'],
  ['Australian Central Standard Time', 'ACST', 'Australia/Adelaide'],
  ['Australian Central Daylight Time', 'ACDT', 'Australia/Adelaide'],
  ['Australian Western Standard Time', 'AWST', 'Australia/Perth'],
  ['New Zealand Standard Time', 'NZST', 'Pacific/Auckland'],
  ['New Zealand Daylight Time', 'NZDT', 'Pacific/Auckland'],
  ['Eastern Standard Time', 'EST', 'America/New_York'],
  ['Eastern Daylight Time', 'EDT', 'America/New_York'],
  ['Central Standard Time', 'CST', 'America/Chicago'],
  ['Central Daylight Time', 'CDT', 'America/Chicago'],
  ['China Standard Time', 'CST', 'Asia/Shanghai'],
  ['Mountain Standard Time', 'MST', 'America/Denver'],
  ['Mountain Daylight Time', 'MDT', 'America/Denver'],
  ['Pacific Standard Time', 'PST', 'America/Los_Angeles'],
  ['Pacific Daylight Time', 'PDT', 'America/Los_Angeles'],
  ['Alaska Standard Time', 'AKST', 'America/Anchorage'],
  ['Alaska Daylight Time', 'AKDT', 'America/Anchorage'],
  ['Hawaii-Aleutian Standard Time', 'HST', 'Pacific/Honolulu'],
];

const SHORT_OF: ReadonlyMap<string, string> = new Map(NAMES.map(([long, short]) => [long, short]));
const REGION = /^[A-Z][A-Za-z_]+(?:\/|$)/;
const formats = new Map<string, Intl.DateTimeFormat>();

/** `Pacific Daylight Time` or `PDT`; a zone that is an offset has its id. */
export function zoneName(zoneId: string, instantMicros: number, isFull: boolean): string {
  if (!REGION.test(zoneId)) return zoneId;
  const long = longName(zoneId, instantMicros);
  return isFull ? long : (SHORT_OF.get(long) ?? long);
}

/** Before there were time zones the name is that of the standard time there is today. */
function longName(zoneId: string, instantMicros: number): string {
  const name = nameAt(zoneId, instantMicros);
  if (!/^GMT[+-]/.test(name)) return name;
  const today = [JANUARY_2000, JULY_2000].map((micros) => nameAt(zoneId, micros));
  return today.find((other) => !/Daylight|Summer|^GMT/.test(other)) ?? name;
}

const JANUARY_2000 = Date.UTC(2000, 0, 1) * 1000;
const JULY_2000 = Date.UTC(2000, 6, 1) * 1000;

function nameAt(zoneId: string, instantMicros: number): string {
  let format = formats.get(zoneId);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zoneId, timeZoneName: 'long' });
    formats.set(zoneId, format);
  }
  const parts = format.formatToParts(instantMicros / 1000);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zoneId;
}

interface Readable {
  readonly name: string;
  readonly isFull: boolean;
  readonly region: string;
}

/** Longest first, so that no name hides one it is the beginning of; of equal names the first listed. */
const READABLE: readonly Readable[] = NAMES.flatMap(([long, short, region]) =>
  region === undefined
    ? []
    : [
        { name: long.toLowerCase(), isFull: true, region },
        { name: short.toLowerCase(), isFull: false, region },
      ],
).sort((a, b) => b.name.length - a.name.length);

/**
 * The zone whose name a text has at a position, in any case, and where the name ends. Without `isFull`
 * it may be a long or a short name.
 */
export function zoneOfName(
  text: string,
  from: number,
  isFull?: boolean,
): { readonly zone: TimeZone; readonly end: number } | undefined {
  for (const readable of READABLE) {
    if (isFull !== undefined && readable.isFull !== isFull) continue;
    const end = from + readable.name.length;
    if (text.slice(from, end).toLowerCase() !== readable.name) continue;
    const zone = findTimeZone(readable.region);
    return zone && { zone, end };
  }
  return undefined;
}
