import type { Aisle } from '../api.js';
import { defineSlot, type SlotHost } from '../slot/defineSlot.js';
import { tagGlobal } from '../tagGlobal.js';

/** Calls a method of the script tag, in either load order. */
const callTag =
  <M extends keyof SlotHost>(name: M) =>
  (...args: Parameters<Aisle[M]>): Promise<Awaited<ReturnType<Aisle[M]>>> =>
    new Promise((resolve, reject) => {
      (tagGlobal().queue ??= []).push({ name, args, resolve: resolve as (value: unknown) => void, reject });
    });

defineSlot({
  predict: callTag('predict'),
  related: callTag('related'),
  boughtWith: callTag('boughtWith'),
  trending: callTag('trending'),
  subscribe: callTag('subscribe'),
});
