import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Each colour in a light and in a dark theme, from GitHub's Primer palette. */
const COLOURS = {
  text: ['#1f2328', '#f0f6fc'],
  muted: ['#59636e', '#9198a1'],
  background: ['#ffffff', '#0d1117'],
  blue: ['#0969da', '#4493f8'],
  green: ['#1a7f37', '#3fb950'],
  orange: ['#bc4c00', '#db6d28'],
  purple: ['#8250df', '#ab7df8'],
  pink: ['#bf3989', '#db61a2'],
  yellow: ['#9a6700', '#d29922'],
  grey: ['#818b98', '#656c76'],
} as const;
type Colour = keyof typeof COLOURS;
/** A colour that follows the reader's theme. */
export const colourOf = (name: Colour) => `var(--${name})`;

export interface Series {
  readonly name: string;
  readonly colour: Colour;
}

export interface Panel {
  readonly title: string;
  /** Width beside the other panels of the row; default 1. */
  readonly share?: number;
  /** Width and height are the figure's. */
  readonly plot: Omit<Plot.PlotOptions, 'width' | 'height'>;
}

const WIDTH = 860;
const MARGIN = 16;
const TITLE_HEIGHT = 52;
const LEGEND_HEIGHT = 28;
const PANEL_TITLE_HEIGHT = 26;
const COLUMN_GAP = 24;
/** An average letter of the legend's font, in pixels. SVG cannot measure text before it is shown. */
const LETTER_WIDTH = 7.2;

const SVG = 'http://www.w3.org/2000/svg';
const { document } = parseHTML('<!doctype html><html><body></body></html>');

function element(name: string, attributes: Readonly<Record<string, string | number>>, content = ''): SVGElement {
  const created = document.createElementNS(SVG, name) as unknown as SVGElement;
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  created.textContent = content;
  return created;
}

const text = (x: number, y: number, content: string, more: Readonly<Record<string, string | number>> = {}) =>
  element('text', { x, y, fill: colourOf('text'), ...more }, content);

const themeOf = (index: 0 | 1) =>
  Object.entries(COLOURS)
    .map(([name, themes]) => `--${name}:${themes[index]}`)
    .join(';');

function legendOf(series: readonly Series[]): SVGElement[] {
  let x = MARGIN;
  return series.flatMap(({ name, colour }) => {
    const at = x;
    x += 36 + LETTER_WIDTH * name.length;
    return [
      element('rect', { x: at, y: TITLE_HEIGHT + 1, width: 12, height: 12, rx: 2, fill: colourOf(colour) }),
      text(at + 18, TITLE_HEIGHT + 12, name),
    ];
  });
}

/** The plot's marks, without its svg element: a figure holds several plots. */
function marksOf(plot: Panel['plot'], width: number, height: number): SVGElement {
  const drawn = Plot.plot({
    ...plot,
    document: document as unknown as Document,
    width,
    height,
    style: { fontSize: '12px' },
  });
  const group = element('g', { 'font-size': 12, 'text-anchor': 'middle', fill: 'currentColor' });
  group.append(...[...drawn.childNodes].filter((node) => node.nodeName.toLowerCase() !== 'style'));
  return group;
}

/**
 * Draws plots side by side as one SVG file. Its colours follow the reader's light or dark theme. It has a background
 * too, because some readers do not pass their theme to images.
 *
 * @param panelHeight Pixels of each panel without title.
 * @param columns Panels in a row; default all.
 */
export function figure({
  title,
  subtitle,
  legend = [],
  panels,
  panelHeight,
  columns = panels.length,
}: {
  readonly title: string;
  readonly subtitle: string;
  readonly legend?: readonly Series[];
  readonly panels: readonly Panel[];
  readonly panelHeight: number;
  readonly columns?: number;
}): string {
  const top = TITLE_HEIGHT + (legend.length > 0 ? LEGEND_HEIGHT : 4);
  const rowHeight = panelHeight + PANEL_TITLE_HEIGHT;
  const shares = Array.from({ length: columns }, (_, column) => panels[column]?.share ?? 1);
  const shareWidth = (WIDTH - 2 * MARGIN - (columns - 1) * COLUMN_GAP) / shares.reduce((sum, share) => sum + share, 0);
  const height = top + rowHeight * Math.ceil(panels.length / columns) + MARGIN / 2;
  const root = element('svg', {
    xmlns: SVG,
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    role: 'img',
    'font-family': 'system-ui, sans-serif',
    'font-size': 13,
  });
  root.append(
    element('title', {}, title),
    element(
      'style',
      {},
      `svg{${themeOf(0)};color:var(--text)}@media(prefers-color-scheme:dark){svg{${themeOf(1)}}}text{white-space:pre}`,
    ),
    element('rect', { width: WIDTH, height, rx: 8, fill: colourOf('background') }),
    text(MARGIN, 24, title, { 'font-size': 17, 'font-weight': 600 }),
    text(MARGIN, 43, subtitle, { fill: colourOf('muted') }),
    ...legendOf(legend),
    ...panels.map(({ title: panelTitle, plot }, i) => {
      const column = i % columns;
      const x = MARGIN + shares.slice(0, column).reduce((sum, share) => sum + share * shareWidth + COLUMN_GAP, 0);
      const y = top + Math.floor(i / columns) * rowHeight;
      const group = element('g', { transform: `translate(${x} ${y})` });
      const marks = marksOf(plot, shares[column]! * shareWidth, panelHeight);
      marks.setAttribute('transform', `translate(0 ${PANEL_TITLE_HEIGHT})`);
      group.append(text(0, 16, panelTitle, { 'font-weight': 600 }), marks);
      return group;
    }),
  );
  // Hundredths of a pixel are enough; Plot writes sixteen digits.
  return `${(root as unknown as { outerHTML: string }).outerHTML.replace(/\d+\.\d{6,}/g, (digits) => String(Number(Number(digits).toFixed(2)))).replace(/></g, '>\n<')}\n`;
}
