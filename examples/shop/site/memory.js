// What the shop itself keeps in localStorage. A browser that refuses storage still gets a working page.

/** Reads a stored JSON value; `fallback` where there is none or it cannot be read. */
export function recall(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? fallback;
  } catch {
    return fallback;
  }
}

/** Stores a JSON value. Returns whether it was kept. */
export function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
