import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { renderPage } from './accuracy/page.js';
import { plotsOf } from './accuracy/plots.js';
import { type Results, readResults, recordRun, writeWhole } from './accuracy/results.js';
import { evaluateSeed, type SeedOptions, sourceOf, trainSeed } from './accuracy/runSeed.js';
import { SET_NAMES, type SetName, setOf } from './accuracy/sets.js';
import { root } from './aisleCli.js';

const HELP = `pnpm bench accuracy [options]
  --set NAME       ${SET_NAMES.join(', ')}; may be repeated (all)
  --seed N         may be repeated (1, 2 and 3)
  --data-dir DIR   folder of the public sets (../shared/data)
  --work DIR       folder of releases and checkpoints (.cache/accuracy)
  --out DIR        folder of accuracy.json, accuracy.md and accuracy/ (docs/benchmarks)
  --split HOW      another split, as of aisle train, into accuracy-HOW.json, without a page
  --epochs N       at most, as of aisle train
  --restart        train again what is trained already
  --reevaluate     rank again what is ranked already
  --page           only draw the page again from accuracy.json`;

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
      page: flag,
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
  const at = (given: string | undefined, fallback: string) =>
    given === undefined ? path.join(root, fallback) : path.resolve(given);
  return {
    ...values,
    sets,
    seeds,
    dataFolder: at(values['data-dir'], '../shared/data'),
    work: at(values.work, '.cache/accuracy'),
    out: at(values.out, 'docs/benchmarks'),
  };
}

function drawPage(out: string, results: Results): void {
  const notes = readFileSync(path.join(root, 'bench/accuracy/notes.md'), 'utf8');
  for (const name of SET_NAMES) {
    const found = results.sets[name];
    if (found)
      for (const { file, svg } of plotsOf(name, setOf(name).title, found))
        writeWhole(path.join(out, 'accuracy', file), svg);
  }
  writeWhole(path.join(out, 'accuracy.md'), renderPage(results, notes, 'accuracy'));
  process.stderr.write(`Wrote ${path.relative(process.cwd(), path.join(out, 'accuracy.md'))}\n`);
}

/** Trains and evaluates each set and seed that is not done yet; every finished seed is written at once. */
export async function accuracy(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  if (options.help) return console.log(HELP);
  const { sets, seeds, dataFolder, work, out, split, epochs, restart, reevaluate } = options;
  // Of a split such as time:2024-01-10, a name that any file system takes.
  const suffix = split === undefined ? '' : `-${split.replace(/[^\w.-]+/g, '-')}`;
  const json = path.join(out, `accuracy${suffix}.json`);
  if (!options.page) {
    for (const name of sets) {
      const missing = sourceOf(name, dataFolder, split).files.filter((file) => !existsSync(file));
      if (missing.length > 0) {
        process.stderr.write(
          `${setOf(name).title} is left out: there is no ${missing.join(' and no ')}. Name the folder of the public sets with --data-dir.\n`,
        );
        process.exitCode = 1;
        continue;
      }
      for (const seed of seeds) {
        const choices = [...(split ? ['--split', split] : []), ...(epochs ? ['--epochs', epochs] : [])];
        const command = ['npx -y pnpm@12 bench accuracy', '--set', name, '--seed', seed, ...choices].join(' ');
        const seedOptions: SeedOptions = {
          dataFolder,
          workFolder: path.join(work, `${name}${suffix}-${seed}`),
          split,
          epochs,
          restart,
          command,
        };
        if (!restart && !reevaluate && readResults(json).sets[name]?.runs[seed]) {
          process.stderr.write(
            `${setOf(name).title}, seed ${seed}: in ${path.basename(json)} already (--reevaluate ranks again, --restart trains again)\n`,
          );
          continue;
        }
        trainSeed(name, seed, seedOptions);
        recordRun(json, name, seed, evaluateSeed(name, seed, seedOptions));
      }
    }
  }
  if (split === undefined) drawPage(out, readResults(json));
}
