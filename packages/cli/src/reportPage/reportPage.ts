import { Html, html } from './html.js';
import type { PageReport } from './pageReport.js';
import { calibration } from './sections/calibration.js';
import { comparison } from './sections/comparison.js';
import { examples } from './sections/examples.js';
import { excludedRows } from './sections/excludedRows.js';
import { groups } from './sections/groups.js';
import { learning } from './sections/learning.js';
import { predictions } from './sections/predictions.js';
import { settings } from './sections/settings.js';
import { variety } from './sections/variety.js';
import { verdict } from './sections/verdict.js';
import { STYLE } from './style.js';

/** The page can request nothing and run nothing. Pictures are part of it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Sections in the order of a reader's questions: is it good, compared with what, why, for whom, and of which data. */
const plots = (report: PageReport): Html => html`<div class="plots">${learning(report)}${calibration(report)}</div>`;
const SECTIONS = [verdict, comparison, plots, predictions, variety, groups, examples, excludedRows, settings];

/** The page about a release that a merchant reads: one file, which requests nothing. */
export function reportPage(report: PageReport): string {
  const { releaseId, createdAt } = report;
  const day = createdAt?.slice(0, 10);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${releaseId}: what these recommendations are worth</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>What these recommendations are worth</h1>
<p class="muted">Release ${releaseId}${day === undefined ? undefined : html`, made on <time datetime="${createdAt}">${day}</time>`}</p>
</header>
<main>
${SECTIONS.map((section) => section(report) ?? html``)}
</main>
<footer>Made by aisle from report.json beside this file. It has no shopper’s id and no shopper’s history, and it requests nothing.</footer>
</body>
</html>
`.toString();
}
