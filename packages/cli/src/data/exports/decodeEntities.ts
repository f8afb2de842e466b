const ENTITY = /&(#x?[\da-f]+|\w+);/gi;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function character(entity: string): string | undefined {
  if (!entity.startsWith('#')) return NAMED[entity.toLowerCase()];
  const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Replaces the character references of XML and HTML. Names that are not known stay. */
export const decodeEntities = (text: string): string =>
  text.replace(ENTITY, (reference, entity: string) => character(entity) ?? reference);
