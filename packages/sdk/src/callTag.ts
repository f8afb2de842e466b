import type { Aisle } from './api.js';
import type { GlobalMethod } from './globalMethods.js';
import { tagGlobal } from './tagGlobal.js';

/** A method of the script tag, in either load order. Rejects if the shop has not exposed it. */
export const callTag =
  <M extends GlobalMethod>(name: M) =>
  (...args: Parameters<Aisle[M]>): Promise<Awaited<ReturnType<Aisle[M]>>> =>
    new Promise((resolve, reject) => {
      (tagGlobal().queue ??= []).push({ name, args, resolve: resolve as (value: unknown) => void, reject });
    });
