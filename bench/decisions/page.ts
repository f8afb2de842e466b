import { goalSummary, pageStart, runsSection, table, verdict } from '../pages/markdown.js';
import { markdownFile, type PageFiles } from '../pages/pageFiles.js';
import type { DecisionResults, DecisionRow } from './row.js';

const HEAD = ['figure', 'floor', 'Aisle', 'goal', 'data', 'seeds', 'command', 'verdict'];

const cells = ({ name, floor, figure, goal, data, seeds, command, met }: DecisionRow) => [
  name,
  floor,
  figure,
  goal,
  data,
  seeds?.join(', ') ?? '–',
  `\`${command}\``,
  verdict(met),
];

export function renderDecisionsPage({ parts, runs = {} }: DecisionResults): PageFiles {
  const rows = Object.values(parts).flat().map(cells);
  const start = pageStart({
    title: 'Decisions',
    question: 'How good are the predictions and policies behind a decision, beside simple methods?',
    verdict: goalSummary(rows),
  });
  const sections = Object.entries(parts).flatMap(([name, part]) => [`## ${name}`, table(HEAD, part.map(cells))]);
  return { 'decisions.md': markdownFile([...start, ...sections, ...runsSection(runs)]) };
}
