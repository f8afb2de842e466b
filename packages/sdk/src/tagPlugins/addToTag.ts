import type { Plugin } from '@aisle/tracker';
import { tagGlobal } from '../tagGlobal.js';

/** Adds a plugin to the script tag, in either load order. */
export function addToTag(plugin: Plugin): void {
  const aisle = tagGlobal();
  const ignore = () => {};
  (aisle.queue ??= []).push({ name: 'use', args: [plugin], resolve: ignore, reject: ignore });
}
