import { AisleError, describe } from '@aisle/core';

/**
 * Checks where and with what a shop called a function. The script tag needs no such check.
 *
 * @throws AisleError `invalid-argument`
 */
export function requireBrowser(caller: string, options: unknown): void {
  const refuse = (problem: string): never => {
    throw new AisleError('invalid-argument', `${caller}: ${problem}`);
  };
  if (typeof document === 'undefined')
    refuse(
      'it needs a page, found none, as on a server. Call it in the browser, for example in an effect. In React, use AisleProvider with options.',
    );
  if (typeof options !== 'object' || options === null)
    refuse(`the options must be an object, found ${describe(options)}.`);
}

/** @throws AisleError `worker-unavailable` if the shop's function returns something else, such as a SharedWorker */
export function requireWorker(create: () => Worker): () => Worker {
  return () => {
    const created = create();
    if (typeof created?.postMessage === 'function') return created;
    throw new AisleError(
      'worker-unavailable',
      `createAisle: the function worker must return a module worker, found ${describe(created)}.`,
    );
  };
}
