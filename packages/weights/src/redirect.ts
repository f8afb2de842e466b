import type { LoaderEnvironment } from './loaderEnvironment.js';

/**
 * Says where a response of `redirect: 'manual'` leads, to complete a sentence about its URL. Redirects are not followed: a
 * request could reach a host that the shop has not named.
 *
 * A browser does not tell a script where a redirect leads (https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect).
 * So the URL is requested again, without leaving the worker's origin. The browser stops before a request to another one.
 *
 * @returns undefined if the response is not a redirect
 */
export async function describeRedirect(
  url: string,
  response: Response,
  fetch: LoaderEnvironment['fetch'],
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (response.type !== 'opaqueredirect') return undefined;
  const target = await sameOriginTarget(url, fetch, signal);
  return (
    `redirects to ${target ?? `an address that the browser hides (aisle inspect --at ${url} shows it)`}, and Aisle ` +
    'follows no redirects. Name the final address on the page, or serve the file without a redirect'
  );
}

async function sameOriginTarget(
  url: string,
  fetch: LoaderEnvironment['fetch'],
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const found = await fetch(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      mode: 'same-origin',
      cache: 'no-store',
      ...(signal && { signal }),
    });
    void found.body?.cancel().catch(() => undefined);
    return found.url;
  } catch {
    return undefined;
  }
}
