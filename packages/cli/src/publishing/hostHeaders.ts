import { FILES_FOLDER } from '@aisle/weights';
import { pointerFile } from './publishedState.js';

/**
 * Netlify and Cloudflare Pages read response headers from this file at the root of a site.
 * https://docs.netlify.com/manage/routing/headers/, https://developers.cloudflare.com/pages/configuration/headers/
 */
export const HEADERS_FILE = '_headers';

/** Weights are public, so every page may read them. */
const COMMON_HEADERS = ['Access-Control-Allow-Origin: *', 'X-Content-Type-Options: nosniff'];

/** Each path matches only one rule: Cloudflare applies all rules that match and joins the values of a header. */
export function hostHeaders(channels: readonly string[]): string {
  const rules = [
    ...channels.map((channel) => ({ path: pointerFile(channel), cacheControl: 'public, max-age=60' })),
    { path: `${FILES_FOLDER}*`, cacheControl: 'public, max-age=31536000, immutable' },
  ];
  return rules
    .map(({ path, cacheControl }) =>
      [`/${path}`, ...[`Cache-Control: ${cacheControl}`, ...COMMON_HEADERS].map((line) => `  ${line}`), ''].join('\n'),
    )
    .join('');
}
