// Data of the shop in localStorage. Without storage, the pages still work.

/** Reads a stored JSON value. Returns `fallback` if it is missing or cannot be read. */
export function readStored(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? fallback;
  } catch {
    return fallback;
  }
}

/** Stores a JSON value. Returns whether it was stored. */
export function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks the server to clear what this browser stores for the shop. Its answer has the header Clear-Site-Data, which also
 * removes deleted data from the browser's files. The cart, the wishlist and the choice are stored again.
 */
export async function clearStorage() {
  const kept = ['shop-cart', 'shop-wishlist', 'shop-consent', 'shop-welcome'].map((key) => [
    key,
    readStored(key, null),
  ]);
  await fetch('/clear-storage', { method: 'POST' }).catch(() => undefined);
  for (const [key, value] of kept) if (value !== null) store(key, value);
}
