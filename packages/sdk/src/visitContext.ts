import { monthOf, type VisitContext } from '@aisle/core';

/** Narrower windows are those of phones, and of tablets: https://m3.material.io/foundations/layout/applying-layout/window-size-classes */
const [TABLET_WIDTH, DESKTOP_WIDTH] = [600, 1200];

/** The first one that matches the site of the referrer counts. */
const SITES = [
  ['mail', /mail\.|^outlook\.|android\.gm$/],
  ['search', /(^|\.)(google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|search)\./],
  ['social', /(^|\.)(facebook|instagram|pinterest|tiktok|youtube|reddit|linkedin|x|t)\.com?$/],
] as const;

/**
 * The kind of a referrer. Links in mails and advertisements often have no referrer, so parameters of the page's own
 * address decide first.
 *
 * @param referrer `document.referrer`
 * @param page the page's own address
 */
export function referrerKind(
  referrer: string,
  { search, host }: Pick<URL, 'search' | 'host'>,
): NonNullable<VisitContext['referrer']> {
  if (/[?&](gclid|msclkid|utm_medium=(cpc|paid))/.test(search)) return 'ad';
  if (/[?&]utm_medium=e-?mail/.test(search)) return 'mail';
  if (!referrer) return 'direct';
  const from = new URL(referrer);
  if (from.host === host) return 'internal';
  return SITES.find(([, site]) => site.test(from.hostname))?.[0] ?? 'link';
}

/** What the page knows of the visit. Read when a request needs it, and never stored. */
export const visitContext = (): VisitContext => ({
  month: monthOf(Date.now()),
  device: innerWidth < TABLET_WIDTH ? 'phone' : innerWidth < DESKTOP_WIDTH ? 'tablet' : 'desktop',
  referrer: referrerKind(document.referrer, location),
});
