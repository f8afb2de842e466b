import { FILES_FOLDER } from '@aisle/weights';
import { pointerFile } from './publishedState.js';

/** Netlify and Cloudflare Pages read it at the root of what they serve. */
export const HEADERS_FILE = '_headers';

/** Weights are public: every page may read them. */
const FOR_ALL = ['Access-Control-Allow-Origin: *', 'X-Content-Type-Options: nosniff'];

/** No two rules match one path: those hosts would join the values of both. */
export function hostHeaders(channels: readonly string[]): string {
  const rules = [
    ...channels.map((channel) => ({ path: pointerFile(channel), cacheControl: 'public, max-age=60' })),
    { path: `${FILES_FOLDER}*`, cacheControl: 'public, max-age=31536000, immutable' },
  ];
  return rules
    .map(({ path, cacheControl }) =>
      [`/${path}`, ...[`Cache-Control: ${cacheControl}`, ...FOR_ALL].map((line) => `  ${line}`), ''].join('\n'),
    )
    .join('');
}
