/** A string with the colon that makes it a key, or a bracket. */
const TOKENS = /("(?:[^"\\]|\\.)*")\s*(:?)|[{}[\]]/g;

/**
 * The first key that an object of the text has twice. `JSON.parse` keeps only its last value.
 *
 * @param json valid JSON
 */
export function duplicateKey(json: string): string | undefined {
  // The keys of each object that is open; undefined for a list.
  const open: (Set<string> | undefined)[] = [];
  for (const [token, string, colon] of json.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (colon) {
      // Two spellings of a key, with and without escapes, are one key.
      const key = JSON.parse(string!) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}
