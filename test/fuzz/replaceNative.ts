/** This file runs in the page of a shop, before the tag, in a separate frame. */

/** How a replaced native behaves. Each is typical of an old library or of a mistake. */
export const REPLACEMENTS = [
  /** `Array.from` of 2010: calls the native without its functions. */
  'ignores its functions',
  'returns undefined',
  /** `Array.prototype.reduce` of Prototype.js 1.6. */
  'returns its receiver',
  'returns an empty list',
  'returns true',
  'returns false',
  'throws',
] as const;
export type Replacement = (typeof REPLACEMENTS)[number];

/** The objects whose functions libraries replace, by the path that a message shows. */
const OWNERS = [
  ...['Array', 'Array.prototype', 'Object', 'String', 'String.prototype', 'Number', 'Number.prototype'],
  ...['Function.prototype', 'Promise', 'Promise.prototype', 'Map.prototype', 'Set.prototype', 'WeakMap.prototype'],
  ...['WeakSet.prototype', 'RegExp.prototype', 'Date', 'Date.prototype', 'JSON', 'Math', 'Reflect'],
  ...['Storage.prototype', 'Crypto.prototype'],
];
/** Functions of the page itself. */
const GLOBALS = ['structuredClone', 'queueMicrotask', 'clearTimeout', 'requestIdleCallback'];
/** Called by syntax, such as `[...list]` and `for … of`. */
const ITERATED = ['Array.prototype', 'Map.prototype', 'Set.prototype'];

const ownerAt = (path: string): Record<PropertyKey, unknown> => {
  let owner = window as unknown as Record<PropertyKey, unknown>;
  for (const name of path.split('.')) owner = owner[name] as Record<PropertyKey, unknown>;
  return owner;
};

/** The natives among these names, such as `Array.prototype.map`. */
export function nativesNamed(names: readonly string[]): string[] {
  const isOwn = (owner: string, name: string) =>
    typeof Object.getOwnPropertyDescriptor(ownerAt(owner), name)?.value === 'function' && name !== 'constructor';
  return [
    ...OWNERS.flatMap((owner) => names.filter((name) => isOwn(owner, name)).map((name) => `${owner}.${name}`)),
    ...ITERATED.map((owner) => `${owner}.@@iterator`),
    ...GLOBALS,
    'Promise',
  ];
}

/** Replaces a native. `+toJSON` at the end of an owner's path adds that method, as libraries of 2008 do. */
export function replaceNative(path: string, replacement: Replacement): void {
  const at = path.lastIndexOf('.');
  const owner = at < 0 ? (window as unknown as Record<PropertyKey, unknown>) : ownerAt(path.slice(0, at));
  const name = path.slice(at + 1);
  if (name === '+toJSON') {
    Object.defineProperty(owner, 'toJSON', {
      configurable: true,
      writable: true,
      // Objects are enumerated with it, as in 2008.
      enumerable: true,
      value(this: unknown) {
        if (replacement === 'throws') throw new Error('replaced');
        return replacement === 'returns its receiver' ? this : replacement === 'returns true' ? true : 'a text';
      },
    });
    return;
  }
  const key = name === '@@iterator' ? Symbol.iterator : name;
  const native = owner[key] as (...given: unknown[]) => unknown;
  const { apply } = Reflect;
  const isArray = Array.isArray;
  owner[key] = function (this: unknown, ...given: unknown[]) {
    switch (replacement) {
      case 'throws':
        throw new Error('replaced');
      case 'returns undefined':
        return undefined;
      case 'returns its receiver':
        return this;
      case 'returns an empty list':
        return [];
      case 'returns true':
        return true;
      case 'returns false':
        return false;
      case 'ignores its functions': {
        const kept: unknown[] = [];
        let length = 0;
        for (let i = 0; i < given.length; i++) if (typeof given[i] !== 'function') kept[length++] = given[i];
        // Without its callback, `map` and `filter` of old libraries return a copy.
        if (length < given.length && isArray(this)) return this;
        return apply(native, this, kept);
      }
    }
  };
}
