import { readRanking } from '@aisle/tracker';
import { orderByStyle, STYLED_LISTS } from './lists/orderByStyle.js';
import { watchLists } from './lists/watchLists.js';

/**
 * Orders lists that a framework has drawn on the server before first paint, without touching a node: for the page's head,
 * inline. It brings no stub: a page whose framework makes the instance has no tag that would answer it.
 */
window.aisleStyled = new Map();
const namespace = document.currentScript?.dataset.namespace || 'default';
watchLists(STYLED_LISTS, orderByStyle(window.aisleStyled), () => readRanking(namespace));
