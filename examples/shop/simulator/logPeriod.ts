/** The log that the example shop's model is trained on. `seed` is the default of `simulate.ts`. */
export const LOG_PERIOD = { startMs: Date.UTC(2025, 10, 1), days: 365, seed: 7 } as const;
