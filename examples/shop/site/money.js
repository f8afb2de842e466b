/** A price in euro, written as the pages write it. */
export const money = (price) => `€${price.toFixed(2)}`;
