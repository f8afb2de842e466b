import { readFileSync } from 'node:fs';
import { ROOT } from '../pages.js';

/** The code blocks of a start that name their file in a comment above, such as `<!-- main.js -->`. */
export function startFiles(start: string): Map<string, string> {
  const text = readFileSync(`${ROOT}docs/starts/${start}`, 'utf8');
  return new Map(
    [...text.matchAll(/^<!-- (\S+) -->\n```\w+\n(.*?)^```$/gms)].map(([, name, code]) => [name!, code!] as const),
  );
}

/** Names of products that this release of the example shop knows. */
export const PRODUCTS = [
  { sku: 'sku-0001', title: 'Cable crew sweater' },
  { sku: 'sku-0028', title: 'Boxy cardigan' },
  { sku: 'sku-0241', title: 'Family tent' },
  { sku: 'sku-0258', title: 'Sleeping bag' },
  { sku: 'sku-0371', title: 'Espresso machine' },
  { sku: 'sku-0381', title: 'Coffee grinder' },
];
