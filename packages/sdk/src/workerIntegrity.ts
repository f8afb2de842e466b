import { AisleError } from '@aisle/core';

/**
 * Whether the worker file is the one that the page was built with. A worker takes no `integrity`; a module preload does,
 * and leaves what it has verified in the cache that the worker is started from. It sends nothing and runs nothing.
 * Where the browser has no module preload (before 2023), nothing is verified.
 *
 * @throws AisleError `worker-unavailable`
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
  const found = `${url} is missing, or not the one that was built with aisle.js (hash ${integrity})`;
  throw new AisleError('worker-unavailable', `${found}: see docs/guides/install.md.`, { url, integrity });
}
