import { readRanking } from '@aisle/tracker';
import { orderByStyle, STYLED_LISTS } from './lists/orderByStyle.js';
import { watchLists } from './lists/watchLists.js';

/**
 * Orders server-rendered lists of a framework before first paint, by CSS and without moving nodes. Loads the pictures of
 * lists for every shopper, as `stub-first-paint.js` does. For an inline script in the page's head. It contains no stub,
 * because such a page creates its instance without the script tag.
 */
window.aisleStyled = new Map();
const namespace = document.currentScript?.dataset.namespace || 'default';
watchLists(STYLED_LISTS, orderByStyle(window.aisleStyled), () => readRanking(namespace));
