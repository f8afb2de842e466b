import type { NextConfig } from 'next';

const config: NextConfig = {
  // Builds this folder only, not the repository around it.
  turbopack: { root: import.meta.dirname },
};

export default config;
