import { AisleError, toAisleError } from '@aisle/core';

interface UrlPolicy {
  createScriptURL(url: string): string;
}

/** One for the page: a policy's name can be created once only. */
let policy: UrlPolicy | undefined;
/** The only URL that the policy accepts: the worker that is being created. */
let workerUrl: string;

/** Converts the URL to a TrustedScriptURL if the browser has Trusted Types: https://w3c.github.io/trusted-types/dist/spec/ */
function toTrustedUrl(url: string): string {
  workerUrl = url;
  try {
    const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: UrlPolicy): UrlPolicy } };
    policy ??= trustedTypes?.createPolicy('aisle', { createScriptURL: () => workerUrl });
  } catch {
    // The page's CSP does not allow the policy. It may not require Trusted Types, or its default policy may accept the string.
  }
  return policy?.createScriptURL(url) ?? url;
}

/**
 * Starts the module worker at `url`. Browsers start workers from the page's origin only
 * (https://html.spec.whatwg.org/multipage/workers.html). For another origin, a blob of one line imports the file. The
 * relative imports of that file keep their base URL.
 *
 * @throws AisleError `worker-unavailable` if the page's policy forbids it
 */
export function createWorker(url: string): Worker {
  try {
    const absolute = new URL(url, document.baseURI);
    // The blob's URL is not revoked, because browsers read it at different times.
    const startUrl =
      absolute.origin === location.origin
        ? absolute.href
        : URL.createObjectURL(new Blob([`import ${JSON.stringify(absolute.href)}`], { type: 'text/javascript' }));
    return new Worker(toTrustedUrl(startUrl), { type: 'module', name: 'aisle' });
  } catch (cause) {
    throw new AisleError(
      'worker-unavailable',
      `The worker ${url} could not be started: ${toAisleError(cause).message} Check worker-src, and that Trusted Types allow the policy aisle.`,
      { url },
    );
  }
}
