// The jars of a Kafka server and its clients, from Maven Central, kept in .tidemark/real-kafka.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The folder with the jars of a version; the first call needs `mvn` and the network. */
export function kafkaJars(version) {
  const target = join(HERE, '..', '..', '.tidemark', 'real-kafka', version);
  const mark = join(target, '.complete');
  if (existsSync(mark)) return target;
  mkdirSync(target, { recursive: true });
  const { status } = spawnSync(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      join(HERE, 'pom.xml'),
      `-Dkafka.version=${version}`,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${target}`,
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`mvn could not fetch Kafka ${version}`);
  writeFileSync(mark, '');
  return target;
}
