const DAY_MS = 86_400_000;

/** @param days of 24 hours; negative for an earlier time */
export const addDays = (date: Date, days: number): Date => new Date(date.getTime() + days * DAY_MS);
