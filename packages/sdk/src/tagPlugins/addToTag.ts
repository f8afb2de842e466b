import type { Plugin } from '@aisle/tracker';

/** Adds a plugin to the script tag, in either load order. */
export function addToTag(plugin: Plugin): void {
  const aisle = (window.aisle ??= {});
  const ignore = () => {};
  (aisle.queue ??= []).push({ name: 'use', args: [plugin], resolve: ignore, reject: ignore });
}
