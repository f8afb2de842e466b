/**
 * The strength of a measured value: 0 up to half of its limit, one half at the limit, 1 from one and a half of it.
 *
 * @param share of the limit, at least 0
 */
export const strengthAt = (share: number): number => Math.min(Math.max(share - 0.5, 0), 1);
