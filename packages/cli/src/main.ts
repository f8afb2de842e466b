#!/usr/bin/env node
import { createRequire } from 'node:module';
import { AisleError } from '@aisle/core';
import { DEFAULT_FIT } from '@aisle/model/train';
import { type OptionLists, type OptionValues, parseArguments } from './arguments.js';
import { commandLine } from './commandLine.js';
import { COMMANDS, type CommandName } from './commands.js';
import { CATALOGUE_FIELDS, namedFields, parseAskedColumns } from './data/index.js';
import { helpFor, overview } from './help.js';
import { oneOf, share, shareDifference, wholeNumber } from './optionValues.js';
import { openProgress } from './progress.js';
import { requirePlaywright } from './replay/requirePlaywright.js';

/** The dataset options of a command line. `parseArguments` has checked that required ones exist. */
function datasetOptions({ data, format, event, catalogue, test, split, ...values }: OptionValues, lists: OptionLists) {
  return {
    data: data!,
    format,
    columns: parseAskedColumns(lists.column ?? [], event),
    orderItemsFile: values['order-items'],
    hashKeyFile: values['hash-key'],
    catalogueFile: catalogue,
    catalogueNames: namedFields('catalogue-column', CATALOGUE_FIELDS, lists['catalogue-column'] ?? []),
    test,
    split,
    maxBadShare: share('max-malformed', values['max-malformed']),
  };
}

const targetOption = ({ target }: OptionValues) => oneOf('target', target, ['next-item', 'next-purchase'] as const);

async function main(args: readonly string[]): Promise<void> {
  const words = Object.hasOwn(COMMANDS, args.slice(0, 2).join(' ')) ? 2 : 1;
  const command = args.slice(0, words).join(' ');
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  if (command === '' || command === '--help' || command === 'help') return print(overview());
  // In the sources and in the built package, package.json is one folder up.
  if (command === '--version') return print(createRequire(import.meta.url)('../package.json').version);
  const { values, lists, help } = parseArguments(command, args.slice(words));
  const name = command as CommandName;
  if (help) return print(helpFor(name));
  const progress = openProgress(process.stderr);
  try {
    switch (name) {
      case 'check': {
        const { check } = await import('./commands/check.js');
        const json = values.json === 'true';
        return await check({ ...datasetOptions(values, lists), target: targetOption(values), json }, progress, print);
      }
      case 'counts': {
        const { counts } = await import('./commands/counts.js');
        return await counts({ dialect: values.dialect, to: values.to ?? '.' }, print);
      }
      case 'train': {
        if (values.counts !== undefined) {
          const { counts, from, out = 'release', name: prefix = 'release', seed, ...others } = values;
          const [other] = Object.keys(others);
          if (other !== undefined)
            throw new AisleError(
              'invalid-argument',
              `Asked for --counts and --${other}, which exclude each other: with --counts, no events are read. Remove one of them.`,
              { option: other },
            );
          const { trainFromCounts } = await import('./commands/trainFromCounts.js');
          return await trainFromCounts(
            { counts, from, out, name: prefix, seed: wholeNumber('seed', seed, 1, 0) },
            progress,
          );
        }
        const target = targetOption(values);
        const seed = wholeNumber('seed', values.seed, 1, 0);
        const epochs =
          values.epochs === undefined ? undefined : wholeNumber('epochs', values.epochs, DEFAULT_FIT.epochs);
        const common = {
          ...datasetOptions(values, lists),
          target,
          out: values.out ?? 'release',
          name: values.name ?? 'release',
          seed,
          command: commandLine(args),
        };
        const [restart, refreshEncoder, heads, keepsOrders] = [
          'restart',
          'refresh-encoder',
          'heads',
          'keep-orders',
        ].map((name) => values[name] === 'true') as [boolean, boolean, boolean, boolean];
        if (keepsOrders && !heads)
          throw new AisleError('invalid-argument', 'Asked for --keep-orders, found no --heads. Add --heads.');
        if (values.from === undefined) {
          if (refreshEncoder)
            throw new AisleError(
              'invalid-argument',
              'Asked for --refresh-encoder, found no --from. Give the release folder to continue from.',
            );
          const { train } = await import('./commands/train.js');
          return await train({ ...common, epochs, restart, heads, keepsOrders }, progress);
        }
        if (epochs !== undefined || restart) {
          const asked = restart ? '--restart' : '--epochs';
          throw new AisleError(
            'invalid-argument',
            `Asked for --from and ${asked}, which exclude each other: with --from, the new events determine the number of epochs, and no checkpoint is written. Remove ${asked}.`,
          );
        }
        if (heads) {
          if (refreshEncoder)
            throw new AisleError(
              'invalid-argument',
              'Asked for --heads and --refresh-encoder, which exclude each other: heads learn on the encoder as it is. Refresh it first, then train heads.',
            );
          const { trainHeads } = await import('./commands/trainHeads.js');
          return await trainHeads({ ...common, from: values.from, keepsOrders }, progress);
        }
        const { continueTraining } = await import('./commands/continueTraining.js');
        return await continueTraining({ ...common, from: values.from, refreshEncoder }, progress);
      }
      case 'evaluate': {
        const { evaluate } = await import('./commands/evaluate.js');
        const cutoffs = (values.k ?? '5,10,20').split(',').map((k) => wholeNumber('k', k, 10));
        return await evaluate(
          {
            ...datasetOptions(values, lists),
            model: values.model!,
            cutoffs,
            json: values.json === 'true',
            details: values.details,
            page: values.page === undefined ? undefined : { file: values.page, command: commandLine(args) },
          },
          progress,
          print,
        );
      }
      case 'import': {
        const { importNetwork } = await import('./commands/importNetwork.js');
        const { out, items, name: prefix = 'release' } = values;
        return await importNetwork(
          {
            file: values.positional!,
            items: items!,
            out: out!,
            name: prefix,
            seed: 1,
            log: values.data === undefined ? undefined : datasetOptions(values, lists),
          },
          progress,
          print,
        );
      }
      case 'export': {
        const { exportNetwork } = await import('./commands/exportNetwork.js');
        return await exportNetwork(values.positional!, values.out!, print);
      }
      case 'replay': {
        await requirePlaywright();
        const { replay } = await import('./commands/replay.js');
        const tier = oneOf('tier', values.tier, ['webgpu', 'wasm', 'light'] as const) ?? 'webgpu';
        const users = wholeNumber('users', values.users, 100);
        const differing = await replay(
          {
            ...datasetOptions(values, lists),
            model: values.model!,
            users,
            tier,
            install: values['no-install'] !== 'true',
            jsonFile: values.json,
          },
          progress,
          print,
        );
        if (differing > 0) process.exitCode = 1;
        return;
      }
      case 'policy init': {
        const { initPolicy } = await import('./commands/initPolicy.js');
        const { interventions, out, test } = values;
        const [baseRate, spread] = ['base-rate', 'spread'].map((option) => share(option, values[option]));
        const uplift = values.uplift === undefined ? undefined : shareDifference('uplift', values.uplift);
        const guess = { baseRate, uplift, spread };
        return await initPolicy({ interventions: interventions!, out: out!, test, guess }, print);
      }
      case 'policy update': {
        const { updatePolicy } = await import('./commands/updatePolicy.js');
        const { policy, reports, out = policy } = values;
        return await updatePolicy({ policy: policy!, reports: reports!, out: out! }, print);
      }
      case 'policy context': {
        const { contextPolicy } = await import('./commands/contextPolicy.js');
        const { policy, interventions, reports, out, 'held-out': heldOut } = values;
        return await contextPolicy(
          { policy: policy!, interventions: interventions!, reports: reports!, heldOut: heldOut!, out: out! },
          print,
        );
      }
      case 'measure': {
        const { measure } = await import('./commands/measure.js');
        const { interventions, orders, reports, from, until, counts } = values;
        const eligibleShare = share('eligible', values.eligible);
        const json = values.json === 'true';
        const files = { interventions: interventions!, orders, reports, counts };
        return await measure({ ...files, from, until, eligibleShare, json, nowMs: Date.now() }, print);
      }
      case 'assets': {
        const { assets } = await import('./commands/assets.js');
        return await assets({ directory: values.positional!, tag: values['no-tag'] !== 'true' }, print);
      }
      case 'report': {
        const { report } = await import('./commands/report.js');
        return await report({ directory: values.positional! }, print);
      }
      default: {
        const { releaseCommands } = await import('./commands/releases.js');
        return await releaseCommands[name]({ values, keyFiles: lists.key ?? [], progress, print });
      }
    }
  } finally {
    progress.clear();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof AisleError) process.stderr.write(`aisle: ${error.message} [${error.code}]\n`);
  else console.error(error);
  process.exitCode = 1;
});
