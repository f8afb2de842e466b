import { DEPARTMENTS } from '../simulator/departments.js';
import { escapeHtml, slug } from './markup.js';

const SHOP_NAME = 'Northyard';
const MANIFEST_URL = '/models/shop/manifest.json';

export interface Page {
  /** Unique, without the shop's name. */
  readonly title: string;
  readonly description: string;
  /** The HTML of <main>. */
  readonly main: string;
  /** The category whose link is marked as current. */
  readonly category?: string;
  /** The page's name for shop.js, set on <body> as data-page. */
  readonly page: string;
}

export interface SiteParts {
  /** The stub's source. Undefined for a shop without Aisle. */
  readonly stub: string | undefined;
  /** Further attributes of the tag, such as `data-automation`. */
  readonly tagAttributes: Readonly<Record<string, string>>;
  /** File names of the shop's modules. The head preloads all of them, to avoid a chain of imports. */
  readonly modules: readonly string[];
}

/** The scripts beside the tag that a page needs, by what its HTML contains. */
const PLUGINS: readonly (readonly [script: string, needed: RegExp])[] = [
  ['aisle-slot', /<aisle-slot/],
  ['aisle-decide', /<aisle-offer|data-offers-switch/],
  ['aisle-offer', /<aisle-offer/],
];

function aisleTag({ stub, tagAttributes }: SiteParts, main: string): string {
  if (stub === undefined) return '';
  // The stub is inline, so that it queues calls before the tag has loaded.
  const attributes = Object.entries({ 'data-manifest': MANIFEST_URL, ...tagAttributes });
  const attributesHtml = attributes.map(([name, value]) => ` ${name}="${escapeHtml(value)}"`).join('');
  const plugins = PLUGINS.filter(([, needed]) => needed.test(main)).map(
    ([script]) => `<script defer src="/aisle/${script}.js"></script>\n`,
  );
  return `<script>${stub.trim()}</script>\n${plugins.join('')}<script async src="/aisle/aisle.js"${attributesHtml}></script>\n`;
}

const navigation = (current: string | undefined) =>
  DEPARTMENTS.map(
    ({ category }) =>
      `<li><a href="/category/${slug(category)}.html"${category === current ? ' aria-current="page"' : ''}>${category}</a></li>`,
  ).join('');

/** Renders a complete HTML document, with header, navigation, main, footer and consent banner. */
export function renderPage({ title, description, main, category, page }: Page, parts: SiteParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escapeHtml(description)}">
<title>${escapeHtml(title)} – ${SHOP_NAME}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/shop.css">
${aisleTag(parts, main)}${parts.modules.map((name) => `<link rel="modulepreload" href="/assets/${name}">`).join('\n')}
<script type="module" src="/assets/shop.js"></script>
</head>
<body data-page="${page}">
<a class="skip" href="#main">Skip to content</a>
<header class="header">
  <div class="header-row">
    <a class="wordmark" href="/index.html">${SHOP_NAME}</a>
    <form class="search" action="/search.html" role="search">
      <label class="visually-hidden" for="search-term">Search products</label>
      <input id="search-term" name="q" type="search" placeholder="Search products and brands" autocomplete="off" required maxlength="100">
      <button type="submit" aria-label="Search"><svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="9" cy="9" r="6"/><path d="M14 14l4 4"/></svg></button>
    </form>
    <a class="cart-link" href="/cart.html"><svg width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" aria-hidden="true"><path d="M4 7h14l-1.2 12H5.2z"/><path d="M7.5 9V6a3.5 3.5 0 0 1 7 0v3" stroke-linecap="round"/></svg><span>Cart</span> <span class="cart-count" data-cart-count>0</span> <span class="visually-hidden" data-cart-unit>products</span></a>
  </div>
  <nav class="nav" aria-label="Categories"><ul>${navigation(category)}</ul></nav>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="footer">
  <div class="footer-row">
    <div><p class="wordmark">${SHOP_NAME}</p><p>Good things for home, body and road. This shop is an example: its products, brands and prices are invented, and nothing is sold.</p></div>
    <ul><li><a href="/index.html">Home</a></li><li><a href="/cart.html">Cart</a></li><li><a href="/welcome.html">Welcome offer</a></li><li><a href="/privacy.html">What this shop remembers</a></li></ul>
  </div>
</footer>
<section class="consent" data-consent hidden aria-label="Your choice about memory on this device">
  <p>May this shop remember on this device what you look at, to order lists for you? It stays on this device. <a href="/privacy.html">What is remembered</a></p>
  <div class="consent-choice"><button type="button" class="button" data-consent-choice="granted">Accept</button><button type="button" class="button" data-consent-choice="denied">No thanks</button></div>
</section>
</body>
</html>
`;
}
