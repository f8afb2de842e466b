import type { Aisle } from './api.js';
import type { GlobalMethod, QueuedCall } from './globalMethods.js';
import type { ListWatcher } from './lists/watchLists.js';

/** The tag's object on a page, which the stub or a plugin may create before it. */
export type TagGlobal = Partial<Pick<Aisle, GlobalMethod>> & { queue?: QueuedCall[]; lists?: ListWatcher };

/** Stub, tag and plugins find the object by this key, under whatever name the shop uses it (`data-global`). */
const TAG_KEY: unique symbol = Symbol.for('aisle');

declare global {
  interface Window {
    [TAG_KEY]?: TagGlobal;
  }
}

/**
 * What the page has under a name of the window. An element with this id or a frame of this name is not an own property
 * (https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object), and does not count.
 */
const ownGlobal = (name: string): unknown =>
  Object.hasOwn(window, name) ? (window as unknown as Record<string, unknown>)[name] : undefined;

/** An object literal, which the shop may have created for its first calls. Elements and lists belong to the page. */
const isOurs = (found: unknown): found is TagGlobal => (found as object | undefined)?.constructor === Object;

/** The tag's object, for its plugins. Creates it without a name if the stub has not created it. */
export const tagGlobal = (): TagGlobal => (window[TAG_KEY] ??= {});

/**
 * The objects that get the tag's methods: the one of stub and plugins, and an object literal of the shop under the
 * global's name. If the page has another value there, it stays, and the console says so.
 *
 * @param givenName from `data-global`
 */
export function tagGlobals(givenName: string | undefined): ReadonlySet<TagGlobal> {
  const name = givenName || 'aisle';
  const own = ownGlobal(name);
  const installed = tagGlobal();
  if (isOurs(own)) return new Set([installed, own]);
  if (own) console.error(`[aisle] window.${name} belongs to the page. Rename Aisle's: data-global on stub and tag.`);
  // The stub has named its object, perhaps by its own `data-global`.
  else if (givenName || !installed.track) Object.assign(window, { [name]: installed });
  return new Set([installed]);
}
