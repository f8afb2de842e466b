/** More than a page tells of while it is left. */
const MOST_ENTRIES = 50;

/**
 * Events that are tracked while the page is being left, until IndexedDB has them: WebKit drops what it is given then, and
 * Firefox some of it. Local storage is what browsers write at once.
 */
export class Journal {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  get entries(): string[] {
    try {
      const found: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '[]');
      return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
    } catch {
      // No local storage for this page, or a foreign script's text.
      return [];
    }
  }

  set entries(entries: readonly string[]) {
    try {
      if (entries.length > 0) localStorage.setItem(this.#key, JSON.stringify(entries));
      else localStorage.removeItem(this.#key);
    } catch {
      // No room, or none for this page: the event has IndexedDB alone.
    }
  }

  add(entry: string): void {
    this.entries = [...this.entries, entry].slice(-MOST_ENTRIES);
  }

  remove(entry: string): void {
    this.entries = this.entries.filter((other) => other !== entry);
  }

  clear(): void {
    if (this.entries.length > 0) this.entries = [];
  }
}
