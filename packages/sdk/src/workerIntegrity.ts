import { AisleError } from '@aisle/core';

/**
 * Verifies that the worker file has the expected hash. `new Worker` has no `integrity` option, but a module preload has
 * (https://html.spec.whatwg.org/multipage/links.html#link-type-modulepreload). The worker then starts from the verified file
 * in the cache. The preload does not run the file. Browsers without module preload (before 2023) skip the check.
 *
 * @throws AisleError `worker-unavailable` if the file is missing or has another hash
 */
export async function checkWorker(url: string, integrity: string): Promise<void> {
  const link = document.createElement('link');
  if (!link.relList?.supports?.('modulepreload')) return;
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  Object.assign(link, { rel: 'modulepreload', href: url, integrity, nonce });
  const verified = await new Promise<boolean>((resolve) => {
    link.onload = () => resolve(true);
    link.onerror = () => resolve(false);
    document.head.append(link);
  });
  link.remove();
  if (verified) return;
  const found = `${url} is missing, or its hash is not ${integrity}`;
  throw new AisleError('worker-unavailable', `${found}: see docs/guides/install.md.`, { url, integrity });
}
