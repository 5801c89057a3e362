import { resolve } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram, withDefaultCommand } from '../../src/commands/program.ts';

/** What a command line means: the command and its flags, or what the user is told. */
async function parse(...args: readonly string[]) {
  let said = '';
  let found: { name: string; flags: Record<string, unknown> } | undefined;
  const program = createProgram();
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        said += text;
      },
      writeErr: (text) => {
        said += text;
      },
    });
    if (command !== program) {
      command.action((_: unknown, self: Command) => {
        found = { name: self.name(), flags: self.opts() };
      });
    }
  }
  try {
    await program.parseAsync(withDefaultCommand(args), { from: 'user' });
  } catch {
    // Said in `said`.
  }
  return { ...found, said };
}

describe('the command line', () => {
  it('runs the demo when no command is named', async () => {
    expect((await parse()).name).toBe('demo');
    expect(await parse('--orders', '5000')).toMatchObject({
      name: 'demo',
      flags: { orders: 5000 },
    });
  });

  it('has defaults that work', async () => {
    expect((await parse('stream')).flags).toMatchObject({
      brokers: ['localhost:9092'],
      threshold: 500,
      window: '1 minute',
      delay: '10 minutes',
    });
  });

  it('reads all flags of a command', async () => {
    const { flags } = await parse(
      ...['stream', '--brokers', 'a:1,b:2', '--threshold', '12.5', '--window', '5 minutes'],
      ...['--delay', '1 hour', '--trigger', '2 seconds', '--max-offsets-per-trigger', '100'],
      ...['--checkpoint', 'cp', '--out', '/tmp/out', '--report-json', 'r.json', '--alerts-to', 'a'],
    );
    const here = process.env['INIT_CWD'] ?? process.cwd();
    expect(flags).toEqual({
      brokers: ['a:1', 'b:2'],
      threshold: 12.5,
      window: '5 minutes',
      delay: '1 hour',
      trigger: { kind: 'processingTime', intervalMs: 2000 },
      maxOffsetsPerTrigger: 100,
      checkpoint: resolve(here, 'cp'),
      out: '/tmp/out',
      reportJson: resolve(here, 'r.json'),
      alertsTo: resolve(here, 'a'),
    });
  });

  it('knows the trigger that ends with the data', async () => {
    expect((await parse('stream', '--trigger', 'available-now')).flags).toMatchObject({
      trigger: { kind: 'availableNow' },
    });
  });

  it('suggests the flag that was meant', async () => {
    expect((await parse('stream', '--treshold', '5')).said).toContain('Did you mean --threshold?');
  });

  it('suggests the command that was meant', async () => {
    expect((await parse('strem')).said).toContain('Did you mean stream?');
  });

  it.each([
    ['--orders', 'many', 'Expected a number.'],
    ['--orders', '0', 'Expected a whole number above 0.'],
    ['--seed', '1.5', 'Expected a whole number.'],
    ['--window', '5 minuts', "Expected a duration such as '10 minutes'."],
    ['--window', '0 minutes', "Expected a duration such as '10 minutes'."],
    ['--trigger', 'sometimes', "Expected 'available-now' or an interval"],
    ['--preset', 'retail', 'Known presets: online-retail.'],
    ['--start-time', 'noon', 'Expected a time such as'],
  ])('explains why %s %s is wrong', async (flag, value, why) => {
    const { name, said } = await parse('demo', flag, value);
    expect(name).toBeUndefined();
    expect(said).toContain(why);
    expect(said).toContain(flag);
  });

  it('explains what a broker looks like', async () => {
    expect((await parse('produce', '--brokers', 'localhost')).said).toContain('Expected host:port');
  });

  it('kills the query a dozen times unless said, and then measures nothing', async () => {
    expect((await parse('--crash-test')).flags).toMatchObject({ crashTest: 12 });
    expect((await parse('--crash-test', '3')).flags).toMatchObject({ crashTest: 3 });
    const { name, said } = await parse('--crash-test', '--report-json', 'r.json');
    expect(name).toBeUndefined();
    expect(said).toContain('--report-json');
  });

  it('says that the demo needs no cluster, and what does', async () => {
    expect((await parse('demo', '--brokers', 'a:1')).said).toContain('stream');
  });

  it('has help for every command', async () => {
    for (const { name } of createProgram().commands.map((c) => ({ name: c.name() }))) {
      expect((await parse(name, '--help')).said).toContain(`Usage: ecommerce ${name}`);
    }
    expect((await parse('--help')).said).toContain('npm run ecommerce');
  });

  it('shows rows of refined orders, twenty unless said', async () => {
    expect((await parse('report', '--show')).flags).toMatchObject({ show: 20 });
    expect((await parse('report', '--show', '5')).flags).toMatchObject({ show: 5 });
  });
});
