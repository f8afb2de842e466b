import './stub.js';
import { readRanking } from '@aisle/tracker';
import { MOVABLE_LISTS, moveCards } from './lists/moveCards.js';
import { watchLists } from './lists/watchLists.js';
import { tagGlobal } from './tagGlobal.js';

/**
 * The stub, and ordering of lists before first paint, by the ranking that an earlier page stored. For an inline script in
 * the page's head. If the page has denied consent by then, lists keep their order. The pictures of lists are loaded for
 * every shopper, also without a ranking.
 */
const aisle = tagGlobal();
const namespace = document.currentScript?.dataset.namespace || 'default';
const denied = () => aisle.queue?.some(({ name, args }) => name === 'setConsent' && args[0] !== 'granted');
const stored = readRanking(namespace);
aisle.lists = watchLists(MOVABLE_LISTS, moveCards, () => (denied() ? undefined : stored));
