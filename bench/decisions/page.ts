import { readFileSync } from 'node:fs';
import path from 'node:path';
import { goalSummary, pageStart, runsSection, sectionOf, table, verdict } from '../pages/markdown.js';
import { markdownFile, type PageFiles } from '../pages/pageFiles.js';
import { root } from '../project.js';
import type { DecisionResults, DecisionRow } from './row.js';
import { simulatorPlot } from './simulatorPlot.js';

const SIMULATOR_PLOT = 'decisions/simulator.svg';
const HEAD = ['figure', 'floor', 'Aisle', 'goal', 'data', 'seeds', 'command', 'verdict'];

/** `1 to 20` for seeds in a row. */
const seedText = (seeds: readonly number[]) =>
  seeds.length > 2 && seeds.every((seed, i) => seed === seeds[0]! + i)
    ? `${seeds[0]} to ${seeds.at(-1)}`
    : seeds.join(', ');

const cells = ({ name, floor, figure, goal, data, seeds, command, met }: DecisionRow) => [
  name,
  floor,
  figure,
  goal === '' ? '–' : goal,
  data,
  seeds ? seedText(seeds) : '–',
  `\`${command}\``,
  goal === '' ? '–' : verdict(met),
];

export function renderDecisionsPage({ parts, curves, runs = {} }: DecisionResults): PageFiles {
  const goals = Object.values(parts)
    .flat()
    .filter(({ goal }) => goal !== '')
    .map(cells);
  const start = pageStart({
    title: 'Decisions',
    question: 'How good are the predictions and policies behind a decision, beside simple methods?',
    verdict: goalSummary(goals),
  });
  const notes = readFileSync(path.join(root, 'bench/decisions/notes.md'), 'utf8');
  const sections = Object.entries(parts).flatMap(([name, part]) => {
    const note = sectionOf(notes, name);
    const plot = name === 'simulator' && curves ? [`![Margin and regret of four strategies](${SIMULATOR_PLOT})`] : [];
    return [`## ${name}`, ...(note ? [note] : []), ...plot, table(HEAD, part.map(cells))];
  });
  return {
    ...(curves && { [SIMULATOR_PLOT]: simulatorPlot(curves) }),
    'decisions.md': markdownFile([...start, ...sections, ...runsSection(runs)]),
  };
}
