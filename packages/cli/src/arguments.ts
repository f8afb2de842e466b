import { parseArgs } from 'node:util';
import { AisleError } from '@aisle/core';
import { COMMANDS, type Command, type CommandName } from './commands.js';

/** Values by option name; a switch has the value `true`. */
export type OptionValues = Readonly<Record<string, string | undefined>>;
/** Values of options that may be given several times. */
export type OptionLists = Readonly<Record<string, readonly string[] | undefined>>;

/** @throws AisleError `invalid-argument`, with the accepted commands or the missing options */
export function parseArguments(
  command: string,
  args: readonly string[],
): { values: OptionValues; lists: OptionLists; help: boolean } {
  if (!Object.hasOwn(COMMANDS, command)) {
    const names = Object.keys(COMMANDS).join(', ');
    throw new AisleError('invalid-argument', `Unknown command ${JSON.stringify(command)}. The commands are ${names}.`, {
      command,
    });
  }
  const { options, positional: placeholder }: Command = COMMANDS[command as CommandName];
  const positionalOption = options.find((option) => option.positional);
  const positional = placeholder ?? positionalOption?.value;
  let parsed: Record<string, unknown>;
  let positionals: readonly string[];
  try {
    ({ values: parsed, positionals } = parseArgs({
      args: [...args],
      allowPositionals: positional !== undefined,
      options: {
        help: { type: 'boolean' as const },
        ...Object.fromEntries(
          options.map(({ name, value, repeatable = false }) => [
            name,
            { type: value ? ('string' as const) : ('boolean' as const), multiple: repeatable },
          ]),
        ),
      },
    }));
  } catch (cause) {
    // Node's message may already end in a full stop.
    const problem = (cause as Error).message.replace(/\.$/, '');
    throw new AisleError('invalid-argument', `${problem}. See aisle ${command} --help.`, { command }, cause);
  }
  if (parsed.help) return { values: {}, lists: {}, help: true };
  if (positional && positionals.length > 1) {
    throw new AisleError(
      'invalid-argument',
      `aisle ${command} takes one ${positional}, found ${positionals.map((word) => JSON.stringify(word)).join(', ')}. See aisle ${command} --help.`,
      { command },
    );
  }
  if (positionalOption && positionals.length === 1) {
    const { name } = positionalOption;
    if (parsed[name] !== undefined) {
      throw new AisleError(
        'invalid-argument',
        `aisle ${command} takes one ${positional}, found --${name} ${JSON.stringify(parsed[name])} and ${JSON.stringify(positionals[0])}. See aisle ${command} --help.`,
        { command },
      );
    }
    parsed = { ...parsed, [name]: positionals[0] };
  }
  const missing = [
    ...(placeholder && positionals.length === 0 ? [placeholder] : []),
    ...options
      .filter(({ name, required }) => required && parsed[name] === undefined)
      .filter(({ alternative }) => alternative === undefined || parsed[alternative] === undefined)
      .map(({ name, alternative }) => `--${name}${alternative === undefined ? '' : ` or --${alternative}`}`),
  ];
  if (missing.length > 0) {
    throw new AisleError(
      'invalid-argument',
      `aisle ${command} needs ${missing.join(' and ')}. See aisle ${command} --help.`,
      { missing },
    );
  }
  const entries: [string, unknown][] = Object.entries({
    ...parsed,
    ...(placeholder && { positional: positionals[0] }),
  });
  const lists = Object.fromEntries(entries.filter((entry): entry is [string, string[]] => Array.isArray(entry[1])));
  return {
    values: Object.fromEntries(
      entries.filter(([, value]) => !Array.isArray(value)).map(([name, value]) => [name, String(value)]),
    ),
    lists,
    help: false,
  };
}
