import pc from 'picocolors';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const money = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** `12,345` */
export const formatCount = (value: number): string => whole.format(value);

/** `12,345.60` */
export const formatMoney = (value: number): string => money.format(value);

/** `2026-01-15 09:31` in UTC. */
export const formatMinute = (time: Date): string =>
  time.toISOString().slice(0, 16).replace('T', ' ');

/** `0.8 s`, or `12 ms` below a tenth of a second. */
export const formatMs = (ms: number): string =>
  ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of block characters: `share` of `width`, exact to an eighth of a character. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(Math.max(share, 0), 1) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] as string);
}

/** A headline between the parts of what a command prints. */
export const heading = (text: string): string => `\n${pc.bold(text)}`;
