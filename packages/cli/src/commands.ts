import { DATA_OPTIONS } from './dataOptions.js';
import { MEASURE_COMMAND } from './measure/measureCommand.js';
import type { Option } from './option.js';
import { POLICY_COMMANDS } from './policy/policyCommands.js';

/** A command of `aisle`. */
export interface Command {
  readonly summary: string;
  /** Placeholder of the one value without a name, which is required. Its value has the name `positional`. */
  readonly positional?: string;
  readonly options: readonly Option[];
}

const TARGET_OPTION: Option = {
  name: 'target',
  value: 'TARGET',
  text: 'next-item or next-purchase (default: next-purchase if the log has purchases and other events)',
};
const FOLDER_OPTION: Option = { name: 'to', value: 'FOLDER', text: 'published folder', required: true };
const RELEASE_OPTION: Option = { name: 'release', value: 'ID', text: 'a release that the folder has' };

/** Options of every command that issues a pointer. */
const POINTER_OPTIONS: readonly Option[] = [
  { name: 'channel', value: 'NAME', text: 'channel to change; its pointer is NAME.json (stable)' },
  {
    name: 'key',
    value: 'FILE',
    text: 'private key that signs the pointer; repeat it to sign with several keys while you replace one',
    repeatable: true,
  },
  { name: 'unsigned', text: 'allow an unsigned pointer after a signed one' },
  {
    name: 'expires-days',
    value: 'N',
    text: 'days until the pointer expires; devices do not update from an expired pointer (14)',
  },
];
const DELTA_OPTION: Option = {
  name: 'delta-days',
  value: 'N',
  text: 'make deltas from the releases that devices received in the last N days (28)',
};

/** By name. A name may have two words. */
export const COMMANDS = {
  check: {
    summary: 'say what an event log is worth, without training',
    options: [...DATA_OPTIONS, TARGET_OPTION, { name: 'json', text: 'print JSON' }],
  },
  counts: {
    summary: 'print the SQL that counts events in a data warehouse, for train --counts',
    options: [
      { name: 'dialect', value: 'NAME', text: 'duckdb (default), bigquery or spark' },
      { name: 'to', value: 'PATH', text: 'folder or URI into which the SQL writes its tables (.)' },
    ],
  },
  train: {
    summary: 'train a model on event logs and write a release',
    options: [
      ...DATA_OPTIONS.map((option) => (option.required ? { ...option, alternative: 'counts' } : option)),
      {
        name: 'counts',
        value: 'DIR',
        text: 'instead of --data: tables of aisle counts. Without --from, the release has no network',
      },
      { name: 'out', value: 'DIR', text: 'folder for the release (release)' },
      { name: 'name', value: 'NAME', text: 'prefix of the release id (release)' },
      TARGET_OPTION,
      {
        name: 'epochs',
        value: 'N',
        text: 'maximum number of epochs; training stops early when validation stops improving (default: 14 to 40, by the size of the log)',
      },
      { name: 'seed', value: 'N', text: 'seed of the random numbers (1)' },
      { name: 'restart', text: 'start from scratch instead of resuming from a checkpoint' },
      {
        name: 'from',
        value: 'DIR',
        text: 'release folder to continue from; learns new items and items with new events. --data is the whole log until now',
      },
      { name: 'refresh-encoder', text: 'with --from: also continue to train the encoder and all items' },
      {
        name: 'heads',
        text: 'also train heads, which predict orders for intent(). With --from: train only them, for a release of train or import',
      },
      {
        name: 'keep-orders',
        text: "with --heads: devices keep first time, last time and number of a shopper's orders beyond the age of the events",
      },
    ],
  },
  evaluate: {
    summary: 'rank all items for each test example and compare the model with baselines',
    options: [
      ...DATA_OPTIONS,
      { name: 'model', value: 'DIR', text: 'release folder', required: true },
      { name: 'k', value: 'LIST', text: 'cut-offs of the metrics (5,10,20)' },
      { name: 'json', text: 'print JSON' },
      {
        name: 'details',
        value: 'FILE',
        text: 'also write means by history length, item popularity and release size to this file, as JSON',
      },
      { name: 'page', value: 'FILE', text: 'also write a page with these figures to this file, as train does' },
    ],
  },
  report: {
    summary: "write the page of a release's report again: report.html beside report.json",
    positional: 'DIR',
    options: [],
  },
  import: {
    summary: 'make a release of a network that was trained elsewhere, after proving that it ranks as there',
    positional: 'FILE',
    options: [
      {
        name: 'items',
        value: 'FILE',
        text: 'its item ids in the order of rows: a text file, or a Parquet file with item_id',
        required: true,
      },
      {
        name: 'data',
        value: 'FILE',
        text: 'the log that it was trained on; adds transitions, repeats and item statistics',
      },
      ...DATA_OPTIONS.filter(({ name }) => !['data', 'test', 'split'].includes(name)),
      { name: 'out', value: 'DIR', text: 'folder for the release', required: true },
      { name: 'name', value: 'NAME', text: 'prefix of the release id (release)' },
    ],
  },
  export: {
    summary: "write a release's network as safetensors, for other programs",
    positional: 'DIR',
    options: [{ name: 'out', value: 'DIR', text: 'folder for network.safetensors and items.txt', required: true }],
  },
  replay: {
    summary:
      "rank the test users' histories through the SDK in a real browser and compare with evaluate; needs Playwright",
    options: [
      ...DATA_OPTIONS,
      { name: 'model', value: 'DIR', text: 'release folder', required: true },
      { name: 'users', value: 'N', text: 'number of test users (100)' },
      { name: 'tier', value: 'TIER', text: 'webgpu, wasm or light (webgpu)' },
      { name: 'json', value: 'FILE', text: 'also write the result to this file, as JSON' },
      { name: 'no-install', text: 'do not install a browser if none is found' },
    ],
  },
  ...POLICY_COMMANDS,
  ...MEASURE_COMMAND,
  keygen: {
    summary: 'make a key that signs pointers',
    options: [{ name: 'out', value: 'FILE', text: 'file for the private key, outside any repository', required: true }],
  },
  publish: {
    summary: 'add a release to a folder for a static host, and point a channel to it',
    options: [
      { name: 'model', value: 'DIR', text: 'release folder', required: true },
      FOLDER_OPTION,
      {
        name: 'share',
        value: 'S',
        text: "share of devices that get it, 0 to 1; the others keep the channel's release (1)",
      },
      { name: 'interventions', value: 'FILE', text: 'JSON declaration of interventions; joins the release' },
      { name: 'policy', value: 'FILE', text: 'JSON policy for the interventions; joins the release' },
      ...POINTER_OPTIONS,
      DELTA_OPTION,
    ],
  },
  promote: {
    summary: 'change the share of a rollout; 1 completes it',
    options: [
      FOLDER_OPTION,
      {
        name: 'share',
        value: 'S',
        text: 'share of devices that get the release, 0 to 1; with --release the default is 1',
      },
      RELEASE_OPTION,
      ...POINTER_OPTIONS,
      DELTA_OPTION,
    ],
  },
  rollback: {
    summary: 'end a rollout, or point a channel to its previous release',
    options: [FOLDER_OPTION, RELEASE_OPTION, ...POINTER_OPTIONS, DELTA_OPTION],
  },
  renew: {
    summary: 'issue the same pointer again, before it expires',
    options: [
      FOLDER_OPTION,
      {
        name: 'intercept',
        value: 'LOGITS',
        text: 'correct the probability of a purchase for the season, -2 to 2; 0 ends it (as before)',
      },
      {
        name: 'conversion-rate',
        value: 'S',
        text: 'compute it: the share of your sessions with a purchase now, 0 to 1',
      },
      ...POINTER_OPTIONS,
    ],
  },
  prune: {
    summary: 'delete files that devices no longer need',
    options: [
      FOLDER_OPTION,
      { name: 'keep-days', value: 'N', text: 'keep releases that a pointer named in the last N days (28)' },
      { name: 'dry-run', text: 'only list what would be deleted' },
    ],
  },
  assets: {
    summary: 'copy the files of @aisle/sdk that pages load by URL: worker, chunks, script tag and plugins',
    positional: 'DIR',
    options: [{ name: 'no-tag', text: 'only the worker and its chunks, for a bundled app' }],
  },
  inspect: {
    summary: 'describe a release, a pointer or a published folder',
    options: [
      {
        name: 'at',
        value: 'PATH_OR_URL',
        text: 'release folder, published folder, pointer or manifest',
        required: true,
      },
      { name: 'json', text: 'print JSON' },
    ],
  },
  diff: {
    summary: 'show what changed between two releases',
    options: [
      { name: 'from', value: 'DIR', text: 'older release folder', required: true },
      { name: 'to', value: 'DIR', text: 'newer release folder', required: true },
      { name: 'json', text: 'print JSON' },
    ],
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;
