import { AisleError } from '@aisle/core';

/**
 * Whether the worker file is the one that the page was built with. A worker takes no `integrity`; a module preload does,
 * and leaves what it has verified in the cache that the worker is started from. It sends nothing and runs nothing.
 * Where the browser has no module preload (before 2023), nothing is verified.
 *
 * @throws AisleError `worker-unavailable`
 */
export function checkWorker(url: string, integrity: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    if (!link.relList?.supports?.('modulepreload')) return resolve();
    const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
    Object.assign(link, { rel: 'modulepreload', href: url, integrity, ...(nonce && { nonce }) });
    const settle = (answer: () => void) => () => {
      link.remove();
      answer();
    };
    link.onload = settle(resolve);
    link.onerror = settle(() =>
      reject(new AisleError('worker-unavailable', `${url} is missing, or not the one that was built with aisle.js (hash ${integrity}): deploy both, over http; allow it in script-src; another origin must send Access-Control-Allow-Origin.`, { url, integrity })),
    );
    document.head.append(link);
  });
}
