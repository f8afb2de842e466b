import { copyAssets } from '@aisle/sdk/assets';
import type { NextConfig } from 'next';

// The browser loads the worker and its chunks by URL.
copyAssets('public/aisle', { tag: false });

const config: NextConfig = {
  // Builds this folder only, not the repository around it.
  turbopack: { root: import.meta.dirname },
};

export default config;
