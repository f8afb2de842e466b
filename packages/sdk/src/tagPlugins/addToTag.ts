import type { Plugin } from '@aisle/tracker';

/** Hands a plugin to the script tag, whichever of the two has loaded first. */
export function addToTag(plugin: Plugin): void {
  const aisle = (window.aisle ??= {});
  const ignore = () => {};
  (aisle.queue ??= []).push({ name: 'use', args: [plugin], resolve: ignore, reject: ignore });
}
