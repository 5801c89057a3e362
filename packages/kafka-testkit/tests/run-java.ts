import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program of scripts/real-kafka/java with the client of the real Kafka, and resolves with what it printed. */
export async function runJava(program: string, ...args: readonly string[]): Promise<string> {
  const source = new URL(`../../../scripts/real-kafka/java/${program}.java`, import.meta.url);
  const jars = `${process.env['TIDEMARK_KAFKA_LIB'] ?? ''}/*`;
  const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', jars];
  const { stdout } = await run('java', [...flags, fileURLToPath(source), ...args], {
    maxBuffer: 1 << 26,
  });
  return stdout;
}
