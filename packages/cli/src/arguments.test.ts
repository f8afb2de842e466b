import { AisleError } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { parseArguments } from './arguments.js';
import { COMMANDS } from './commands.js';
import { helpFor, overview } from './help.js';

function errorOf(command: string, ...args: string[]): AisleError {
  try {
    parseArguments(command, args);
  } catch (error) {
    if (error instanceof AisleError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const TRAIN = ['--data', 'log.csv', '--out', 'release'];

describe('errors of aisle', () => {
  test.each([
    [
      'trian',
      [],
      'Unknown command "trian". The commands are check, counts, train, evaluate, report, import, export, replay, policy init, policy update, policy context, measure, keygen, publish, promote, rollback, renew, prune, assets, inspect, diff.',
    ],
    [
      'toString',
      [],
      'Unknown command "toString". The commands are check, counts, train, evaluate, report, import, export, replay, policy init, policy update, policy context, measure, keygen, publish, promote, rollback, renew, prune, assets, inspect, diff.',
    ],
    ['train', [], 'aisle train needs --data or --counts. See aisle train --help.'],
    ['train', ['a', 'b'], 'aisle train takes one FILE, found "a", "b". See aisle train --help.'],
    ['train', ['a', '--data', 'b'], 'aisle train takes one FILE, found --data "b" and "a". See aisle train --help.'],
    ['evaluate', ['--data', 'log.csv'], 'aisle evaluate needs --model. See aisle evaluate --help.'],
    ['policy', [], expect.stringContaining('Unknown command "policy". The commands are ')],
    ['policy init', [], 'aisle policy init needs --interventions and --out. See aisle policy init --help.'],
    ['assets', [], 'aisle assets needs DIR. See aisle assets --help.'],
    ['assets', ['a', 'b'], 'aisle assets takes one DIR, found "a", "b". See aisle assets --help.'],
    ['replay', ['--users', '3'], 'aisle replay needs --data and --model. See aisle replay --help.'],
  ] as const)('%s %j', (command, args, message) => {
    const error = errorOf(command, ...args);
    expect([error.code, error.message]).toEqual(['invalid-argument', message]);
  });

  test('missing options are in the details', () => {
    expect(errorOf('evaluate').details).toEqual({ missing: ['--data', '--model'] });
  });
});

// Node writes these messages. They must contain the argument and the help command.
describe('errors of Node', () => {
  test.each([
    ['an unknown option', [...TRAIN, '--epoch=3'], '--epoch'],
    ['an option of another command', [...TRAIN, '--users', '3'], '--users'],
    ['an option without its value', ['--out', 'release', '--data'], '--data'],
    ['an option whose value looks like an option', ['--data', '--out', 'release'], '--data'],
    ['a value for a switch', [...TRAIN, '--restart=yes'], '--restart'],
  ])('%s', (_, args, subject) => {
    const error = errorOf('train', ...args);
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toContain(`'${subject}`);
    expect(error.message).toMatch(/[^.]\. See aisle train --help\.$/);
    expect(error.details).toEqual({ command: 'train' });
  });
});

describe('values', () => {
  test('values are by name, switches are true', () => {
    expect(parseArguments('train', [...TRAIN, '--epochs=5', '--restart'])).toEqual({
      values: { data: 'log.csv', out: 'release', epochs: '5', restart: 'true' },
      lists: {},
      help: false,
    });
  });

  test.each(['train', 'evaluate', 'replay'])('%s accepts --split', (command) => {
    expect(
      parseArguments(command, [
        ...(command === 'train' ? TRAIN : ['--data', 'd', '--model', 'm']),
        '--split',
        'time:2024-01-10',
      ]).values.split,
    ).toBe('time:2024-01-10');
  });

  test('options without a value are absent', () => {
    expect(parseArguments('train', TRAIN).values).toEqual({ data: 'log.csv', out: 'release' });
  });

  test('--json is a switch of evaluate and a file of replay', () => {
    const rest = ['--data', 'd', '--model', 'm'];
    expect(parseArguments('evaluate', [...rest, '--json']).values.json).toBe('true');
    expect(parseArguments('replay', [...rest, '--json', 'result.json']).values.json).toBe('result.json');
  });

  test('a repeatable option becomes a list, even with one value', () => {
    const rest = ['--to', 'cdn', '--key', 'old.pem'];
    expect(parseArguments('renew', rest)).toEqual({ values: { to: 'cdn' }, lists: { key: ['old.pem'] }, help: false });
    expect(parseArguments('renew', [...rest, '--key=new.pem']).lists).toEqual({ key: ['old.pem', 'new.pem'] });
    // For other options, the last value counts.
    expect(parseArguments('renew', [...rest, '--to', 'b']).values).toEqual({ to: 'b' });
  });

  test('a value without a name is the positional one', () => {
    expect(parseArguments('assets', ['public/aisle', '--no-tag'])).toEqual({
      values: { positional: 'public/aisle', 'no-tag': 'true' },
      lists: {},
      help: false,
    });
    expect(helpFor('assets')).toContain('\n  aisle assets DIR\n');
  });

  test('a file without a name is the log', () => {
    expect(parseArguments('train', ['log.csv', '--epochs', '2'])).toEqual({
      values: { data: 'log.csv', epochs: '2' },
      lists: {},
      help: false,
    });
    expect(helpFor('train')).toContain('\n  aisle train FILE\n');
  });

  test('an extra word is refused', () => {
    expect(errorOf('publish', '--model', 'm', '--to', 't', 'now').message).toContain("'now'");
  });

  test('--help needs no other option', () => {
    for (const command of Object.keys(COMMANDS))
      expect(parseArguments(command, ['--help'])).toEqual({ values: {}, lists: {}, help: true });
  });
});

test('the overview names every command', () => {
  const lines = overview().split('\n');
  for (const [name, { summary }] of Object.entries(COMMANDS)) expect(lines).toContain(`  ${name.padEnd(15)}${summary}`);
});

test.each(Object.keys(COMMANDS) as (keyof typeof COMMANDS)[])(
  'help of %s lists options, required ones, and formats of logs',
  (command) => {
    const help = helpFor(command);
    for (const option of COMMANDS[command].options) {
      const line = help.split('\n').find((text) => text.trimStart().startsWith(`--${option.name}`));
      expect(line).toContain(option.text);
      expect(line!.endsWith('(required)')).toBe('required' in option);
    }
    const readsLog = ['check', 'train', 'evaluate', 'import', 'replay'].includes(command);
    for (const format of ['retailrocket', 'rees46', 'csv', 'jsonl'])
      expect(help.includes(`  ${format} `), format).toBe(readsLog);
  },
);
