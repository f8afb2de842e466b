import { AisleError } from '@aisle/core';

/** @throws AisleError `manifest-invalid` */
export function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AisleError(
      'manifest-invalid',
      `Manifest: expected JSON at ${url}, found ${JSON.stringify(text.slice(0, 40))}. Check that the URL returns a pointer or a manifest.json, not a page.`,
      { manifestUrl: url },
      cause,
    );
  }
}
