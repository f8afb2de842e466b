/**
 * The name of a property without its vocabulary, in small letters: shops write `offers`, `Offers`, `schema:offers` and
 * `https://schema.org/offers`.
 */
export const propertyName = (name: string): string => name.replace(/^.*[:/#]/, '').toLowerCase();
