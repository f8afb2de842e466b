/** Sets SDK_VERSION to the version of @aisle/sdk, after `changeset version`. Releases are compared with SDK_VERSION. */
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../packages/sdk/package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const file = new URL('../packages/core/src/version.ts', import.meta.url);
writeFileSync(file, readFileSync(file, 'utf8').replace(/(?<=SDK_VERSION = ')[^']+/, version));
