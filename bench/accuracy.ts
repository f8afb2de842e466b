import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { renderAccuracyPage } from './accuracy/page.js';
import { readResults, recordRun } from './accuracy/results.js';
import { datasetOptions, evaluateSeed, type SeedOptions, trainSeed } from './accuracy/runSeed.js';
import { SET_NAMES, type SetName, setOf } from './accuracy/sets.js';
import { writePageFiles } from './pages/pageFiles.js';
import { root } from './project.js';

const HELP = `pnpm bench accuracy [options]
  --set NAME       ${SET_NAMES.join(', ')}; can be repeated; default all
  --seed N         can be repeated; default 1, 2 and 3
  --data-dir DIR   folder of the public sets; default ../shared/data
  --work DIR       folder of releases and checkpoints; default .cache/accuracy
  --out DIR        folder of accuracy.json, accuracy.md and accuracy/; default docs/benchmarks
  --split HOW      another split, as in aisle train; writes accuracy-HOW.json and no page
  --epochs N       largest number of epochs, as in aisle train
  --restart        train sets again that are trained already
  --reevaluate     evaluate sets again that are in accuracy.json already
  --page-only      write the page from accuracy.json, without training`;

function optionsOf(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const many = { type: 'string', multiple: true } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      set: many,
      seed: many,
      'data-dir': text,
      work: text,
      out: text,
      split: text,
      epochs: text,
      restart: flag,
      reevaluate: flag,
      help: flag,
    },
  });
  const sets = (values.set ?? SET_NAMES) as SetName[];
  const unknown = sets.find((name) => !SET_NAMES.includes(name));
  if (unknown !== undefined)
    throw new Error(`--set must be one of ${SET_NAMES.join(', ')}, found ${JSON.stringify(unknown)}.`);
  const seeds = (values.seed ?? ['1', '2', '3']).map((seed) => {
    if (/^\d+$/.test(seed)) return Number(seed);
    throw new Error(`--seed must be a whole number, found ${JSON.stringify(seed)}.`);
  });
  const folder = (value: string | undefined, fallback: string) =>
    value === undefined ? path.join(root, fallback) : path.resolve(value);
  return {
    ...values,
    sets,
    seeds,
    dataFolder: folder(values['data-dir'], '../shared/data'),
    work: folder(values.work, '.cache/accuracy'),
    out: folder(values.out, 'docs/benchmarks'),
  };
}

const log = (line: string) => void process.stderr.write(`${line}\n`);

/** Trains and evaluates each set and seed that has no figures yet. Each finished seed is stored at once. */
export async function accuracy(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  if (options.help) return console.log(HELP);
  const { sets, seeds, dataFolder, work, out, split, epochs, restart, reevaluate } = options;
  // A split can be `time:2024-01-10`. Some file systems do not allow the colon in a name.
  const suffix = split === undefined ? '' : `-${split.replace(/[^\w.-]+/g, '-')}`;
  const json = path.join(out, `accuracy${suffix}.json`);
  for (const name of sets) {
    const missing = datasetOptions(name, dataFolder, split).files.filter((file) => !existsSync(file));
    if (missing.length > 0) {
      log(
        `${setOf(name).title} is skipped, because these files do not exist: ${missing.join(', ')}. Name the folder of the public sets with --data-dir.`,
      );
      process.exitCode = 1;
      continue;
    }
    for (const seed of seeds) {
      const trainOptions = [...(split ? ['--split', split] : []), ...(epochs ? ['--epochs', epochs] : [])];
      const seedOptions: SeedOptions = {
        dataFolder,
        workFolder: path.join(work, `${name}${suffix}-${seed}`),
        split,
        epochs,
        restart,
        command: ['npx -y pnpm@12 bench accuracy', '--set', name, '--seed', seed, ...trainOptions].join(' '),
      };
      if (!restart && !reevaluate && readResults(json).sets[name]?.runs[seed]) {
        log(
          `${setOf(name).title}, seed ${seed}: ${path.basename(json)} has it already (--reevaluate evaluates again, --restart trains again)`,
        );
        continue;
      }
      trainSeed(name, seed, seedOptions);
      recordRun(json, name, seed, evaluateSeed(name, seed, seedOptions));
    }
  }
  if (split === undefined) {
    await writePageFiles(renderAccuracyPage(readResults(json)), out);
    log(`Wrote ${path.relative(process.cwd(), path.join(out, 'accuracy.md'))}`);
  }
}
