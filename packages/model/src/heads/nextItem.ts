import type { ItemHead } from './head.js';

/** The next item of any action. */
export const nextItem = { over: 'items', target: 'next-item' } as const satisfies ItemHead;
