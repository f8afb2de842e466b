import { parseArgs } from 'node:util';
import { AisleError } from '@aisle/core';
import { listFormats } from './data/index.js';

interface Option {
  readonly name: string;
  /** Absent for a switch. */
  readonly value?: string;
  readonly text: string;
  readonly required?: true;
  /** May be given several times. */
  readonly repeatable?: true;
}

interface Command {
  readonly summary: string;
  readonly options: readonly Option[];
}

const DATA_OPTIONS: readonly Option[] = [
  { name: 'data', value: 'FILE', text: 'event log, plain or gzip', required: true },
  { name: 'format', value: 'NAME', text: 'its format; told by the name for .csv and .jsonl' },
  {
    name: 'catalogue',
    value: 'FILE',
    text: 'CSV: item_id,title,category,brand,shop,price,image; or JSON: {"ITEM": [attribute values]}',
  },
  { name: 'test', value: 'FILE', text: 'held-out examples' },
  { name: 'split', value: 'HOW', text: 'without --test: leave-one-out (default), last-session or time:DATE (UTC)' },
];

const FOLDER_OPTION: Option = { name: 'to', value: 'FOLDER', text: 'published folder', required: true };
const RELEASE_OPTION: Option = { name: 'release', value: 'ID', text: 'a release that the folder has' };

/** Of every command that issues a pointer. */
const POINTER_OPTIONS: readonly Option[] = [
  { name: 'channel', value: 'NAME', text: 'its pointer is NAME.json (stable)' },
  {
    name: 'key',
    value: 'FILE',
    text: 'private key that signs the pointer; several while a key is replaced',
    repeatable: true,
  },
  { name: 'unsigned', text: 'let an unsigned pointer follow a signed one' },
  { name: 'expires-days', value: 'N', text: 'devices adopt nothing by a pointer that is older (14)' },
];
const DELTA_OPTION: Option = { name: 'delta-days', value: 'N', text: 'make deltas from what devices got in this time (28)' };

export const COMMANDS = {
  train: {
    summary: 'train a model on event logs and write a release',
    options: [
      ...DATA_OPTIONS,
      { name: 'out', value: 'DIR', text: 'where the release goes', required: true },
      { name: 'name', value: 'NAME', text: 'first part of the release id (release)' },
      { name: 'target', value: 'TARGET', text: 'next-item or next-purchase; default: what the log allows' },
      {
        name: 'epochs',
        value: 'N',
        text: 'at most; stops earlier when validation stops improving; default: by the size of the log, 14 to 40',
      },
      { name: 'seed', value: 'N', text: 'of every random choice (1)' },
      { name: 'restart', text: 'begin anew instead of resuming from a checkpoint' },
      {
        name: 'from',
        value: 'DIR',
        text: 'release folder to go on from: of --data, the whole log until now, learns new items and those with new events',
      },
      { name: 'refresh-encoder', text: 'with --from: train the encoder and all items on, too' },
    ],
  },
  evaluate: {
    summary: 'rank the whole catalogue for held-out users, baselines beside the model',
    options: [
      ...DATA_OPTIONS,
      { name: 'model', value: 'DIR', text: 'release folder', required: true },
      { name: 'k', value: 'LIST', text: 'cut-offs (5,10,20)' },
      { name: 'json', text: 'print JSON' },
      {
        name: 'details',
        value: 'FILE',
        text: 'write means by history length, item popularity and release size here, as JSON',
      },
    ],
  },
  replay: {
    summary:
      "send held-out users' histories through the SDK in a real browser and compare with evaluate; needs Playwright",
    options: [
      ...DATA_OPTIONS,
      { name: 'model', value: 'DIR', text: 'release folder', required: true },
      { name: 'users', value: 'N', text: 'how many held-out users (100)' },
      { name: 'tier', value: 'TIER', text: 'webgpu, wasm or light (webgpu)' },
      { name: 'json', value: 'FILE', text: 'also write the result here' },
      { name: 'no-install', text: 'do not install a browser where none is found' },
    ],
  },
  keygen: {
    summary: 'make a key that signs pointers',
    options: [
      { name: 'out', value: 'FILE', text: 'where the private key goes; outside of any repository', required: true },
    ],
  },
  publish: {
    summary: 'add a release to a folder that any static host serves, and point a channel to it',
    options: [
      { name: 'model', value: 'DIR', text: 'release folder', required: true },
      FOLDER_OPTION,
      {
        name: 'share',
        value: 'S',
        text: 'share of devices that get it, 0 to 1; the others keep what the channel has (1)',
      },
      ...POINTER_OPTIONS,
      DELTA_OPTION,
    ],
  },
  promote: {
    summary: 'change the share of a rollout; 1 makes it the release of the channel',
    options: [
      FOLDER_OPTION,
      { name: 'share', value: 'S', text: '0 to 1; with --release the default is 1' },
      RELEASE_OPTION,
      ...POINTER_OPTIONS,
      DELTA_OPTION,
    ],
  },
  rollback: {
    summary: 'end a rollout, or point a channel to its release before',
    options: [FOLDER_OPTION, RELEASE_OPTION, ...POINTER_OPTIONS, DELTA_OPTION],
  },
  renew: {
    summary: 'issue a pointer once more before it expires',
    options: [FOLDER_OPTION, ...POINTER_OPTIONS],
  },
  prune: {
    summary: 'delete files that no device needs any more',
    options: [
      FOLDER_OPTION,
      { name: 'keep-days', value: 'N', text: 'keep releases that a pointer named in this time (28)' },
      { name: 'dry-run', text: 'only say what would be deleted' },
    ],
  },
  inspect: {
    summary: 'say what a release, a pointer or a published folder holds',
    options: [
      {
        name: 'at',
        value: 'PLACE',
        text: "release folder, published folder, or a pointer's or manifest's path or URL",
        required: true,
      },
      { name: 'json', text: 'print JSON' },
    ],
  },
  diff: {
    summary: 'say what changed between two releases',
    options: [
      { name: 'from', value: 'DIR', text: 'release folder, the older', required: true },
      { name: 'to', value: 'DIR', text: 'release folder, the newer', required: true },
      { name: 'json', text: 'print JSON' },
    ],
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;

/** Values by option name; a switch that is given is `true`. */
export type OptionValues = Readonly<Record<string, string | undefined>>;
/** Values of options that may be given several times. */
export type OptionLists = Readonly<Record<string, readonly string[] | undefined>>;

export function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return ['aisle COMMAND [options]', '', ...lines, '', 'aisle COMMAND --help lists the options of a command.'].join(
    '\n',
  );
}

export function helpFor(command: CommandName): string {
  const { summary, options }: Command = COMMANDS[command];
  const lines = options.map(({ name, value, text, required }) => {
    const option = `--${name}${value ? ` ${value}` : ''}`;
    return `  ${option.padEnd(20)}${text}${required ? ' (required)' : ''}`;
  });
  const formats = options.some(({ name }) => name === 'format') ? ['', 'Formats:', listFormats()] : [];
  return [`aisle ${command}: ${summary}`, '', ...lines, ...formats].join('\n');
}

/** @throws AisleError `invalid-argument`, saying what was found and what is accepted */
export function parseArguments(
  command: string,
  args: readonly string[],
): { values: OptionValues; lists: OptionLists; help: boolean } {
  if (!Object.hasOwn(COMMANDS, command)) {
    const known = Object.keys(COMMANDS).join(', ');
    throw new AisleError(
      'invalid-argument',
      `Found the command ${JSON.stringify(command)}; the commands are ${known}.`,
      { command },
    );
  }
  const { options }: Command = COMMANDS[command as CommandName];
  let parsed: Record<string, unknown>;
  try {
    parsed = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean' as const },
        ...Object.fromEntries(
          options.map(({ name, value, repeatable = false }) => [
            name,
            { type: value ? ('string' as const) : ('boolean' as const), multiple: repeatable },
          ]),
        ),
      },
    }).values;
  } catch (cause) {
    // Node's message may end in a full stop of its own.
    const problem = (cause as Error).message.replace(/\.$/, '');
    throw new AisleError('invalid-argument', `${problem}. See aisle ${command} --help.`, { command }, cause);
  }
  if (parsed.help) return { values: {}, lists: {}, help: true };
  const missing = options
    .filter(({ name, required }) => required && parsed[name] === undefined)
    .map(({ name }) => `--${name}`);
  if (missing.length > 0) {
    throw new AisleError(
      'invalid-argument',
      `aisle ${command} needs ${missing.join(' and ')}. See aisle ${command} --help.`,
      { missing },
    );
  }
  const entries = Object.entries(parsed);
  const lists = Object.fromEntries(entries.filter((entry): entry is [string, string[]] => Array.isArray(entry[1])));
  return {
    values: Object.fromEntries(
      entries.filter(([, value]) => !Array.isArray(value)).map(([name, value]) => [name, String(value)]),
    ),
    lists,
    help: false,
  };
}
