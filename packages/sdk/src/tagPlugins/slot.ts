import type { Aisle } from '../api.js';
import { defineSlot } from '../slot/defineSlot.js';
import { tagGlobal } from '../tagGlobal.js';

/** Calls a method of the script tag, in either load order. */
function callTag<M extends 'predict' | 'subscribe'>(
  name: M,
  ...args: Parameters<Aisle[M]>
): Promise<Awaited<ReturnType<Aisle[M]>>> {
  const aisle = tagGlobal();
  return new Promise((resolve, reject) => {
    (aisle.queue ??= []).push({ name, args, resolve: resolve as (value: unknown) => void, reject });
  });
}

defineSlot({
  predict: (options) => callTag('predict', options),
  subscribe: (listener) => callTag('subscribe', listener),
});
