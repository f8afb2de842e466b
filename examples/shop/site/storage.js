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
