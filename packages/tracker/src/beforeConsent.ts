/**
 * What happens to events before the shopper's answer: they are dropped; they wait in this page's memory (`buffer`);
 * or they are this page's history, in its memory, by which lists are ranked (`memory`).
 */
export type BeforeConsent = 'drop' | 'buffer' | 'memory';
