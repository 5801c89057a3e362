const MICROS_PER_SECOND = 1_000_000;

/** A time as the scenario format writes it: ISO-8601 in UTC, trailing zeros of the fraction dropped. */
export function timestampText(micros: number): string {
  const seconds = Math.floor(micros / MICROS_PER_SECOND);
  const rest = micros - seconds * MICROS_PER_SECOND;
  const text = new Date(seconds * 1000).toISOString().slice(0, 'yyyy-MM-ddTHH:mm:ss'.length);
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
  return `${text}${fraction}Z`;
}
