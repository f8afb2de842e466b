import './stub.js';
import { readRanking } from '@aisle/tracker';
import { MOVABLE_LISTS, moveCards } from './lists/moveCards.js';
import { watchLists } from './lists/watchLists.js';

/**
 * The stub, and what orders lists before first paint, by the ranking that an earlier page left: for the page's head, inline.
 * A page that has said no by then gets its lists as they are.
 */
const aisle = window.aisle!;
const namespace = document.currentScript?.dataset.namespace || 'default';
const denied = () => aisle.queue?.some(({ name, args }) => name === 'setConsent' && args[0] !== 'granted');
const stored = readRanking(namespace);
// Without one there is nothing to do before the tag comes.
if (stored) aisle.lists = watchLists(MOVABLE_LISTS, moveCards, () => (denied() ? undefined : stored));
