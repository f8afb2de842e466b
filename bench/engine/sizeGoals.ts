/** First goals for downloads, in bytes after gzip. scripts/bundleSizes.ts has the limits that a build must keep today. */
export const SIZE_GOALS = {
  stub: 600,
  tracker: 4_000,
  tag: 9_000,
  worker: 30_000,
  webgpuChunk: 100_000,
  react: 2_200,
} as const;

/** Tracker, GA4 plugin, TCF plugin and impressions together. */
export const GA4_PAGE_GOAL = 10_000;
