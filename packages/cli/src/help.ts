import { COMMANDS, type Command, type CommandName } from './commands.js';
import { listFormats } from './data/index.js';

export function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(15)}${summary}`);
  return [
    'aisle COMMAND [options]',
    '',
    ...lines,
    '',
    'aisle COMMAND --help lists the options of a command. aisle --version prints the version.',
  ].join('\n');
}

export function helpFor(command: CommandName): string {
  const { summary, options, positional }: Command = COMMANDS[command];
  const named = options.map((option) => ({
    ...option,
    usage: `--${option.name}${option.value ? ` ${option.value}` : ''}`,
  }));
  const width = Math.max(18, ...named.map(({ usage }) => usage.length)) + 2;
  const lines = named.map(
    ({ usage, text, required }) => `  ${usage.padEnd(width)}${text}${required ? ' (required)' : ''}`,
  );
  const formats = options.some(({ name }) => name === 'format') ? ['', 'Formats:', listFormats()] : [];
  const word = positional ?? options.find((option) => option.positional)?.value;
  const usage = word ? ['', `  aisle ${command} ${word}`] : [];
  return [`aisle ${command}: ${summary}`, ...usage, '', ...lines, ...formats].join('\n');
}
