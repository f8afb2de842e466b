import type { Creative, Intervention } from '@aisle/decisions';
import { webUrl } from '../slot/card.js';

const FIELDS = ['title', 'text', 'action', 'disclosure'] as const;
type Field = (typeof FIELDS)[number];

/** The language of a text for a page: the page's own, its main language, English, or the first. */
function languageFor(available: readonly string[], wanted: string): string | undefined {
  const [main] = wanted.split('-');
  return (
    [wanted, main, 'en'].find((language) => language !== undefined && available.includes(language)) ?? available[0]
  );
}

/**
 * Fills a copy of the shop's template with an intervention's texts. Texts become text nodes; an address that is not http or
 * https is left out.
 *
 * @returns the content's title; undefined if the template has no place for a disclosure that must be shown
 */
export function fillOffer(
  content: DocumentFragment,
  { creative, disclosure }: Intervention,
  wantedLanguage: string,
): string | undefined {
  const texts: Creative = creative[languageFor(Object.keys(creative), wantedLanguage)!]!;
  const values: Readonly<Record<Field, string | undefined>> = {
    title: texts.title,
    text: texts.text,
    action: texts.action,
    disclosure: disclosure?.[languageFor(Object.keys(disclosure), wantedLanguage)!],
  };
  let isDisclosed = values.disclosure === undefined;
  for (const element of content.querySelectorAll<HTMLElement>('[data-aisle-field]')) {
    const value = values[element.dataset.aisleField as Field];
    const url = webUrl(texts.url);
    if (value === undefined || (element instanceof HTMLAnchorElement && !url)) {
      element.remove();
      continue;
    }
    element.textContent = value;
    if (element instanceof HTMLAnchorElement) element.href = url!;
    isDisclosed ||= element.dataset.aisleField === 'disclosure';
  }
  for (const close of content.querySelectorAll('[data-aisle-close]')) {
    if (texts.close !== undefined) close.textContent = texts.close;
    else if (!close.textContent?.trim()) close.setAttribute('aria-label', 'Close');
  }
  return isDisclosed ? texts.title : undefined;
}
