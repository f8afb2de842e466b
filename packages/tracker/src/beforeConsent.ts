/**
 * How to handle events before the shopper's answer.
 *
 * - `drop`: Discards them.
 * - `buffer`: Keeps them in the page's memory until the answer.
 * - `memory`: Makes them a history in the page's memory, which ranks lists.
 */
export type BeforeConsent = 'drop' | 'buffer' | 'memory';
