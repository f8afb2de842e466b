/** The end of the string that begins at `start`. A loop, because a regular expression overflows on long strings. */
function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
  return i + 1;
}

const isSpace = (character: string | undefined) => character !== undefined && ' \t\r\n'.includes(character);

/**
 * The first key that an object of the text has twice. `JSON.parse` keeps only its last value.
 *
 * @param json valid JSON
 */
export function duplicateKey(json: string): string | undefined {
  // The keys of each object that is open; undefined for a list.
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    if (character !== '"') continue;
    const end = endOfString(json, i);
    let next = end;
    while (isSpace(json[next])) next += 1;
    if (json[next] === ':') {
      // Two spellings of a key, with and without escapes, are one key.
      const key = JSON.parse(json.slice(i, end)) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
    i = end - 1;
  }
  return undefined;
}
