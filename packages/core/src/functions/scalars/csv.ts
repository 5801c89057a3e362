import { FROM_CSV } from '../csv/from-csv.ts';
import { SCHEMA_OF_CSV } from '../csv/schema-of-csv.ts';
import { TO_CSV } from '../csv/to-csv.ts';
import type { ScalarFunction } from '../function.ts';

export const CSV_FUNCTIONS: readonly ScalarFunction[] = [FROM_CSV, TO_CSV, SCHEMA_OF_CSV];
