import { AisleError } from '@aisle/core';
import type { Product } from './catalogue.js';
import { STYLES } from './departments.js';
import { AUDIO } from './pictures/audio.js';
import { BAGS } from './pictures/bags.js';
import { CAMPING } from './pictures/camping.js';
import { COFFEE } from './pictures/coffee.js';
import { COOKWARE } from './pictures/cookware.js';
import { CYCLING } from './pictures/cycling.js';
import { FOOTWEAR } from './pictures/footwear.js';
import { JACKETS } from './pictures/jackets.js';
import { KNITWEAR } from './pictures/knitwear.js';
import { LIGHTING } from './pictures/lighting.js';
import { lightness, mix, type Painter, paintOf } from './pictures/paint.js';
import { TABLEWARE } from './pictures/tableware.js';
import { TEXTILES } from './pictures/textiles.js';

const PAINTERS: Readonly<Record<string, Painter>> = {
  ...KNITWEAR,
  ...JACKETS,
  ...FOOTWEAR,
  ...BAGS,
  ...CAMPING,
  ...COOKWARE,
  ...COFFEE,
  ...TABLEWARE,
  ...LIGHTING,
  ...TEXTILES,
  ...AUDIO,
  ...CYCLING,
};

/** Wall colours, one per category, so that a category looks like one set of photographs. */
const WALLS: Readonly<Record<string, string>> = {
  Knitwear: '#ece2d6',
  Jackets: '#dde6e9',
  Footwear: '#e9e4d8',
  Bags: '#e2e7e0',
  Camping: '#dfe8dc',
  Cookware: '#f0e3d6',
  Coffee: '#ebe0d5',
  Tableware: '#e1e6ea',
  Lighting: '#d9dbe3',
  Textiles: '#eee3e0',
  Audio: '#e0e2ec',
  Cycling: '#e0e9e7',
};

/** Products seen from above or hanging. They cast no shadow on a floor. */
const WITHOUT_FLOOR = new Set(['pendant', 'wall-light', 'rug', 'plate']);
/** Products flat against the wall. Their shadow falls on the wall. */
const FLAT = new Set(['Knitwear', 'Jackets']);

/**
 * Draws a product by style, colour and line, as an SVG document of 400 by 400 units, below 3 kB.
 *
 * @throws AisleError `invalid-argument` for a style without a picture
 */
export function drawProduct(product: Product): string {
  const painter = PAINTERS[product.style];
  if (painter === undefined) {
    throw new AisleError(
      'invalid-argument',
      `No picture for the style "${product.style}" of ${product.item_id}: add a painter to simulator/pictures.`,
      { style: product.style },
    );
  }
  const lines = STYLES.get(product.style)?.lines ?? [];
  const variant = Math.max(
    0,
    lines.findIndex((line) => product.item_name.startsWith(`${product.item_brand} ${line} `)),
  );
  const paint = paintOf(product.colour, variant);
  const plainWall = WALLS[product.item_category] ?? '#e8e4de';
  // A pale product needs a darker wall for contrast.
  const wall = lightness(paint.main) > 0.72 ? mix(plainWall, '#8a7f72', 0.24) : plainWall;
  const floor = mix(wall, '#6f665c', 0.14);
  const shadow = FLAT.has(product.item_category)
    ? '<ellipse cx="206" cy="330" rx="118" ry="9" fill="#2a2420" opacity=".1"/>'
    : WITHOUT_FLOOR.has(product.style)
      ? ''
      : '<ellipse cx="204" cy="324" rx="142" ry="13" fill="#2a2420" opacity=".16"/>';
  const room =
    WITHOUT_FLOOR.has(product.style) || FLAT.has(product.item_category)
      ? ''
      : `<path d="M0 292H400V400H0z" fill="${floor}"/>`;
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">' +
    `<rect width="400" height="400" fill="${wall}"/><circle cx="200" cy="190" r="168" fill="#fff" opacity=".28"/>${room}${shadow}${painter(paint)}</svg>`;
  // Removes invisible decimals of computed positions.
  return svg.replace(/\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10));
}
