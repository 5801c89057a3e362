import type { Edit, Mutant } from './mutant.ts';

const CORE = 'packages/core/src';
const WRITE_DURABLY = `${CORE}/ports/write-durably.ts`;
const RUN_BATCH = `${CORE}/runtime/run-batch.ts`;
const RECOVER_QUERY = `${CORE}/runtime/recover-query.ts`;
const OUTPUT_DIRECTORY = `${CORE}/sinks/file-sink/output-directory.ts`;
const TRANSACTIONAL_WRITER = 'packages/kafka-sink/src/transactional-writer.ts';

const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });

/** What a disk forgets or refuses. */
const DURABILITY: readonly Mutant[] = [
  {
    name: 'no fsync of files',
    defect: 'Names become durable before the bytes they stand for.',
    edits: [edit(WRITE_DURABLY, 'await file.sync();', '')],
    suite: 'simulation',
  },
  {
    name: 'no fsync of a log after an entry',
    defect: 'A batch counts as begun or done while the name of its entry may still be lost.',
    edits: [edit(WRITE_DURABLY, 'if (isOurs) await fs.syncDir(target.folder);', '')],
    suite: 'simulation',
  },
  {
    name: 'no fsync above a new folder',
    defect: 'A checkpoint is lost with the name of its folder.',
    edits: [edit(WRITE_DURABLY, 'await fs.syncDir(parent);', '')],
    suite: 'simulation',
  },
  {
    name: 'recovery trusts what it sees',
    defect: 'It builds on entries that only the page cache holds.',
    edits: [
      edit(`${CORE}/checkpoint/metadata-log.ts`, '    await this.#fs.syncDir(this.#folder);\n', ''),
      edit(WRITE_DURABLY, 'await fs.syncDir(parent);', ''),
    ],
    suite: 'simulation',
  },
  {
    name: 'fsync errors are swallowed',
    defect: 'What the disk said it lost counts as durable.',
    edits: [edit(WRITE_DURABLY, 'await file.sync();', 'await file.sync().catch(() => undefined);')],
    suite: 'simulation',
  },
  {
    name: 'fsync is tried again',
    defect: 'The second fsync succeeds, and the bytes are gone.',
    edits: [
      edit(WRITE_DURABLY, 'await file.sync();', 'await file.sync().catch(() => file.sync());'),
    ],
    suite: 'simulation',
  },
  {
    name: 'write errors are swallowed',
    defect: 'A full disk leaves files that are cut short.',
    edits: [
      edit(
        WRITE_DURABLY,
        'else await file.write(content);',
        'else await file.write(content).catch(() => undefined);',
      ),
    ],
    suite: 'simulation',
  },
];

/** The order of intent, work, stage, fact, publish. */
const PROTOCOL: readonly Mutant[] = [
  {
    name: 'publish before the fact',
    defect: 'Readers see rows of a batch that may never have happened.',
    edits: [
      edit(
        RUN_BATCH,
        "import { operatorWatermarks } from './operator-watermarks.ts';",
        "import { operatorWatermarks } from './operator-watermarks.ts';\nimport { publishBatch } from './publish-batch.ts';",
      ),
      edit(
        RUN_BATCH,
        '  // 4. Fact.\n',
        '  await publishBatch({ outputs: query.definition.outputs, writers: query.writers }, fact);\n',
      ),
    ],
    suite: 'simulation',
  },
  {
    name: 'the fact before the stage',
    defect: 'A batch counts as done before its files are durable.',
    edits: [
      edit(
        WRITE_DURABLY,
        'await file.sync();',
        "if (path.includes('/commits/') || path.includes('/offsets/')) await file.sync();",
      ),
    ],
    suite: 'simulation',
  },
  {
    name: 'no publishing at a restart',
    defect: 'The output of a batch that was done stays hidden.',
    edits: [
      edit(
        RECOVER_QUERY,
        'await publishBatch({ outputs: definition.outputs, writers }, committed.fact);',
        '',
      ),
    ],
    suite: 'simulation',
  },
  {
    name: 'no intent',
    defect: 'After a crash a batch is planned anew, with other input.',
    edits: [
      edit(
        RECOVER_QUERY,
        "const pending = recovery.kind === 'rerun' ? recovery.intent : undefined;",
        'const pending = undefined as import("../checkpoint/offset-log.ts").BatchIntent | undefined;',
      ),
    ],
    suite: 'simulation',
  },
  {
    name: 'a batch is run again from its end',
    defect: 'Its input is skipped.',
    edits: [
      edit(
        RECOVER_QUERY,
        'pending === undefined ? known?.sources[i]?.end : known?.sources[i]?.start',
        'known?.sources[i]?.end',
      ),
      edit(RECOVER_QUERY, '    pending,\n', '    pending: undefined,\n'),
    ],
    suite: 'simulation',
  },
  {
    name: 'the watermark is forgotten at a restart',
    defect: 'Late rows count again, and closed windows open a second time.',
    edits: [
      edit(
        RECOVER_QUERY,
        `Math.max(
      pending?.watermarkMs ?? 0,
      committed?.intent.watermarkMs ?? 0,
      committed?.fact.nextWatermarkMs ?? 0,
    )`,
        '0',
      ),
      edit(RECOVER_QUERY, 'committed?.fact.watermarks ?? []', '[]'),
    ],
    suite: 'simulation',
  },
  {
    name: 'state starts empty',
    defect: 'What the batches before a restart added up is lost.',
    edits: [
      edit(
        RECOVER_QUERY,
        'openState(checkpoint, definition.checkpointPorts, physical, committed?.fact)',
        'openState(checkpoint, definition.checkpointPorts, physical, undefined)',
      ),
    ],
    suite: 'simulation',
  },
];

/**
 * Two processes that do not know of each other. Names of output files without an attempt are no mutant: both
 * processes run the same intent, so the files are the same, and leftovers are swept.
 */
const TWO_WRITERS: readonly Mutant[] = [
  {
    name: 'put by rename',
    defect: 'The last writer of an entry wins.',
    edits: [
      edit(WRITE_DURABLY, 'await fs.link(temp, path);', 'await fs.rename(temp, path);'),
      edit(WRITE_DURABLY, '    await fs.unlink(temp);\n', ''),
    ],
    suite: 'simulation',
  },
  {
    name: 'look, then put',
    defect: 'Between the look and the name another writer may come.',
    edits: [
      edit(
        WRITE_DURABLY,
        'await fs.link(temp, path);',
        "if (await fs.stat(path).then(() => true, () => false)) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' });\n    await fs.rename(temp, path);",
      ),
      edit(WRITE_DURABLY, '    await fs.unlink(temp);\n', ''),
    ],
    suite: 'simulation',
  },
  {
    name: 'an entry of somebody else is ours',
    defect: 'Both writers go on.',
    edits: [edit(WRITE_DURABLY, 'return isEqual(await fs.readFile(path), bytes);', 'return true;')],
    suite: 'simulation',
  },
  {
    name: 'state files without an attempt',
    defect: 'A batch that is run again meets the files of its first run.',
    edits: [
      edit(
        `${CORE}/state/operator-state.ts`,
        '`${batchId}-${attempt}.${isWhole',
        '`${batchId}.${isWhole',
      ),
    ],
    suite: 'simulation',
  },
];

/** The directory of a file sink. */
const FILE_SINKS: readonly Mutant[] = [
  {
    name: 'no fsync of staged names',
    defect: 'A fact names files that a power cut takes.',
    edits: [edit(OUTPUT_DIRECTORY, 'await this.#fs.syncDir(`${this.path}/${STAGING}`);', '')],
    suite: 'simulation',
  },
  {
    name: 'no fsync of published names',
    defect: 'The log of the sink names files that a power cut takes.',
    edits: [
      edit(OUTPUT_DIRECTORY, 'for (const folder of folders) await this.#fs.syncDir(folder);', ''),
    ],
    suite: 'simulation',
  },
  {
    name: 'no fsync above a partition',
    defect: 'A published file is lost with the folder of its partition.',
    edits: [
      edit(
        OUTPUT_DIRECTORY,
        'await this.#fs.syncDir(dirname(folder));\n    this.#durable',
        'this.#durable',
      ),
    ],
    suite: 'simulation',
  },
  {
    name: 'the log before the files',
    defect: 'Readers look for files that are not there yet.',
    edits: [
      edit(
        OUTPUT_DIRECTORY,
        '    for (const file of files) await this.#move(file, batchId);\n',
        '',
      ),
      edit(
        OUTPUT_DIRECTORY,
        'await this.#fs.rename(temporary, entry);',
        'await this.#fs.rename(temporary, entry);\n    for (const file of files) await this.#move(file, batchId);',
      ),
    ],
    suite: 'simulation',
  },
];

/**
 * The transactions of the Kafka sink. To keep a producer after an error is no mutant: its state refuses to go on,
 * which ends the query in good order.
 */
const KAFKA: readonly Mutant[] = [
  {
    name: 'no look at the marker',
    defect: 'A batch that is in the topic is sent again.',
    edits: [edit(TRANSACTIONAL_WRITER, 'this.#committedBefore = this.#marker?.offset ?? 0;', '')],
    suite: 'Kafka simulation',
  },
  {
    name: 'no marker',
    defect: 'Nobody can tell whether a batch is in the topic.',
    edits: [
      edit(
        TRANSACTIONAL_WRITER,
        'await producer.commitMarker(transactionalId, markerTopic, { offset: batchId + 1, metadata });',
        'void metadata;',
      ),
    ],
    suite: 'Kafka simulation',
  },
];

/** Bytes that change on the disk. */
const CHECKSUMS: readonly Mutant[] = [
  {
    name: 'no checksum of log entries',
    defect: 'A flipped bit becomes an offset or a watermark.',
    edits: [
      edit(
        `${CORE}/checkpoint/log-entry.ts`,
        "if (crc32(json) !== fields['crc']) {",
        "if (crc32(json) === '') {",
      ),
    ],
    suite: 'checkpoint tests',
  },
  {
    name: 'no checksum of state',
    defect: 'A flipped bit becomes a sum.',
    edits: [
      edit(
        `${CORE}/ports/stored-file.ts`,
        'if ((await crc32InTurns(bytes, clock)) !== file.crc32) {',
        "if ((await crc32InTurns(bytes, clock)) === '') {",
      ),
    ],
    suite: 'checkpoint tests',
  },
  {
    name: "no checksum of the sink's log",
    defect: 'A flipped bit becomes the name of another file.',
    edits: [
      edit(
        `${CORE}/ports/sealed-json.ts`,
        'if (crc32(Buffer.from(text)) !== crc)',
        "if (crc32(Buffer.from(text)) === '')",
      ),
    ],
    suite: 'checkpoint tests',
  },
  {
    name: 'entries may belong to another batch',
    defect: 'Two files that changed places go unnoticed.',
    edits: [
      edit(
        `${CORE}/checkpoint/metadata-log.ts`,
        'if (entry.batchId !== batchId) {',
        'if (entry.batchId < 0) {',
      ),
    ],
    suite: 'checkpoint tests',
  },
  {
    name: 'a missing entry is a new checkpoint',
    defect: 'A query whose offsets are gone starts from the beginning.',
    edits: [
      edit(
        `${CORE}/checkpoint/recovery.ts`,
        'if (begun === undefined || (done !== undefined && done > begun)) {',
        "if (begun === undefined) return { kind: 'fresh' };\n  if (done !== undefined && done > begun) {",
      ),
    ],
    suite: 'checkpoint tests',
  },
];

/** Every mutant, in the order of the table. */
export const MUTANTS: readonly Mutant[] = [
  ...DURABILITY,
  ...PROTOCOL,
  ...TWO_WRITERS,
  ...FILE_SINKS,
  ...KAFKA,
  ...CHECKSUMS,
];
