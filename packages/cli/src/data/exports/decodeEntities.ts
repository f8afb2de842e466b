const ENTITY = /&(#x?[\da-f]+|\w+);/gi;
const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

function character(entity: string): string | undefined {
  if (!entity.startsWith('#')) return NAMED.get(entity.toLowerCase());
  const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  const isCharacter = code >= 32 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : ' ';
}

/** Replaces the character references of XML and HTML. Names that are not known stay. */
export const decodeEntities = (text: string): string =>
  text.replace(ENTITY, (reference, entity: string) => character(entity) ?? reference);
