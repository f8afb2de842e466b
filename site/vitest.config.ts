import { fileURLToPath } from 'node:url';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Checks of the built site, and of starts that need packages of this folder. */
export default defineConfig({
  root: fileURLToPath(new URL('./', import.meta.url)),
  ssr: { resolve: { conditions: ['aisle-source', ...defaultServerConditions] } },
  test: {
    include: ['checks/*.test.ts'],
    fileParallelism: false,
    retry: 0,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
