/** Formats a price in euro, like pages/markup.ts. */
export const money = (price) => `€${price.toFixed(2)}`;
