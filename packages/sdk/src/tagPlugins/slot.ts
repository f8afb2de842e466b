import type { Aisle } from '../api.js';
import { defineSlot } from '../slot/defineSlot.js';

/** Calls the script tag, whichever of the two has loaded first. */
function callTag<M extends 'predict' | 'subscribe'>(
  name: M,
  ...args: Parameters<Aisle[M]>
): Promise<Awaited<ReturnType<Aisle[M]>>> {
  const aisle = (window.aisle ??= {});
  return new Promise((resolve, reject) => {
    (aisle.queue ??= []).push({ name, args, resolve: resolve as (value: unknown) => void, reject });
  });
}

defineSlot({
  predict: (options) => callTag('predict', options),
  subscribe: (listener) => callTag('subscribe', listener),
});
