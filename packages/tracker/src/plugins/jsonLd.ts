import { isRecord } from '@aisle/core';
import { propertyName } from './propertyName.js';

/**
 * Parses JSON-LD as shops write it: with trailing commas and semicolons, missing values, comments, CDATA marks, and
 * line breaks inside texts. Lists of JSON-LD are lists. The names of properties are those of `propertyName`.
 *
 * @throws SyntaxError
 */
export function parseJsonLd(text: string): unknown {
  try {
    return JSON.parse(text, withPropertyNames);
  } catch {
    const repaired = text.replace(
      /("(?:[^"\\]|\\.)*")|(?:\/\/ ?)?<!(?:\[CDATA\[|--)|(?:\]\]|--)>|\/\*.*?(?:\*\/|$)|\/\/[^\n]*|:(?=\s*[,}])|[,;](?=\s*(?:[}\]]|$))/gs,
      (found, literal?: string) => (literal ? repairText(literal) : found === ':' ? ':null' : ''),
    );
    return JSON.parse(repaired.trim(), withPropertyNames);
  }
}

/** Replaces line breaks, and escapes that JSON does not have, such as \'. */
const repairText = (literal: string) =>
  literal.replace(
    /\\([^"\\/bfnrtu])|\\.|[^ -\uffff]/gs,
    (found, escaped?: string) => escaped ?? (found[1] ? found : ' '),
  );

const withPropertyNames = (_: string, value: unknown): unknown =>
  isRecord(value)
    ? (value['@list'] ??
      value['@set'] ??
      Object.fromEntries(Object.entries(value).map(([name, value]) => [propertyName(name), value])))
    : value;
