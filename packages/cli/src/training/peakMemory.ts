/** The most memory that the process has held so far, such as `1.4 GB`. */
export const peakMemory = (): string => `${(process.resourceUsage().maxRSS / 1e6).toFixed(1)} GB`;
