import path from 'node:path';
import { renderAccuracyPage } from '../accuracy/page.js';
import { renderComparePage } from '../compare/page.js';
import { renderDecisionsPage } from '../decisions/page.js';
import { renderEnginePage } from '../engine/page.js';
import { renderListsPage } from '../lists/page.js';
import { renderVisitPage } from '../page/report.js';
import { readJson } from '../project.js';
import { renderSyncPage } from '../sync/page.js';
import { renderTrackerPage } from '../tracker/page.js';
import { renderTrainingPage } from '../training/page.js';
import { benchmarkFolder, type PageFiles } from './pageFiles.js';

const stored = (name: string) => readJson(path.join(benchmarkFolder, `${name}.json`));

/** Each page of docs/benchmarks, made from the figures that are stored beside it. */
export const PAGES = {
  accuracy: () => renderAccuracyPage(stored('accuracy')),
  compare: () => renderComparePage(stored('compare'), stored('engine')),
  decisions: () => renderDecisionsPage(stored('decisions')),
  engine: () => renderEnginePage(stored('engine')),
  lists: () => renderListsPage(stored('lists')),
  page: () => renderVisitPage(stored('page')),
  sync: () => renderSyncPage(stored('sync')),
  tracker: () => renderTrackerPage(stored('tracker')),
  training: () => renderTrainingPage(stored('training')),
} as const satisfies Readonly<Record<string, () => PageFiles>>;

export type PageName = keyof typeof PAGES;
