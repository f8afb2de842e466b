/** The methods of Cache Storage that the loader uses, in memory. */
export class InMemoryCaches {
  /** Bytes by cache name, then by URL. */
  readonly stored = new Map<string, Map<string, Uint8Array>>();
  /** URLs that were written, in order. */
  readonly writes: string[] = [];
  /** A larger file exceeds the quota. */
  maxBytes = Infinity;

  async has(name: string): Promise<boolean> {
    return this.stored.has(name);
  }

  async delete(name: string): Promise<boolean> {
    return this.stored.delete(name);
  }

  async open(name: string) {
    const files = this.stored.get(name) ?? new Map<string, Uint8Array>();
    this.stored.set(name, files);
    return {
      match: async (url: string) =>
        files.has(url) ? new Response(files.get(url) as Uint8Array<ArrayBuffer>) : undefined,
      put: async (url: string, response: Response) => {
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (bytes.length > this.maxBytes) throw new DOMException('no room', 'QuotaExceededError');
        this.writes.push(url);
        files.set(url, bytes);
      },
      delete: async (url: string) => files.delete(url),
      keys: async () => [...files.keys()].map((url) => ({ url })),
    };
  }

  /** The files of the only cache of a test. */
  get files(): Map<string, Uint8Array> {
    return [...this.stored.values()][0] ?? new Map();
  }
}
