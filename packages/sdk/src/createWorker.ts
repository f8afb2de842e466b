import { AisleError, toAisleError } from '@aisle/core';

interface UrlPolicy {
  createScriptURL(url: string): string;
}

/** One for the page: a name may be taken once. */
let policy: UrlPolicy | undefined;
/** Of the worker that is being made: all that the policy passes. */
let workerUrl: string;

/** What a page that asks for Trusted Types takes for a worker's URL. */
function trusted(url: string): string {
  workerUrl = url;
  try {
    const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: UrlPolicy): UrlPolicy } };
    policy ??= trustedTypes?.createPolicy('aisle', { createScriptURL: () => workerUrl });
  } catch {
    // The page does not name our policy. It may not ask for one, or have a default policy that passes the text.
  }
  return policy?.createScriptURL(url) ?? url;
}

/**
 * Starts the module worker at `url`. Browsers take a worker's file from the page's own origin only: from another one, a
 * blob of one line imports it, so that the file's own relative imports stay relative to it.
 *
 * @throws AisleError `worker-unavailable` where the page's policy forbids it
 */
export function createWorker(url: string): Worker {
  const absolute = new URL(url, document.baseURI);
  try {
    // Not revoked: when a browser reads it is not the same everywhere.
    const started =
      absolute.origin === location.origin
        ? absolute.href
        : URL.createObjectURL(new Blob([`import ${JSON.stringify(absolute.href)}`], { type: 'text/javascript' }));
    return new Worker(trusted(started), { type: 'module', name: 'aisle' });
  } catch (cause) {
    throw new AisleError(
      'worker-unavailable',
      `${url} could not be started: ${toAisleError(cause).message} Trusted Types must allow the policy aisle.`,
      { url },
    );
  }
}
