/**
 * Where the value of a field begins in a JSON text. If the text does not have the field, where the nearest field around
 * it begins.
 *
 * @param text valid JSON
 * @param field a path such as `interventions[0].caps.perWeek`
 * @returns line and column, from 1
 */
export function positionInJson(text: string, field: string): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offsetOf(text, field)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

function offsetOf(text: string, field: string): number {
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g);
  let found = 0;
  let foundLength = -1;
  const read = ({ 0: token, index }: RegExpExecArray, path: string): void => {
    if ((field === path || path === '' || isInside(field, path)) && path.length > foundLength) {
      found = index;
      foundLength = path.length;
    }
    if (token === '{' || token === '[') readEntries(token === '{', path);
  };
  const readEntries = (isObject: boolean, path: string): void => {
    let entry = 0;
    for (let token = next(); !isEnd(token[0]); token = next()) {
      if (token[0] === ',') continue;
      if (!isObject) {
        read(token, `${path}[${entry++}]`);
        continue;
      }
      const name = JSON.parse(token[0]) as string;
      next();
      const value = next();
      read(value, path ? `${path}.${name}` : name);
    }
  };
  const next = () => tokens.next().value as RegExpExecArray;
  read(next(), '');
  return found;
}

const isInside = (field: string, path: string) => field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
const isEnd = (token: string) => token === '}' || token === ']';
