/**
 * Recorded scenarios, and cases of them (`scenario case n`), that are known to differ from Spark, by reason. One that
 * differs no more has to leave this list.
 */
export const KNOWN_GAPS: Readonly<Record<string, readonly string[]>> = {};
