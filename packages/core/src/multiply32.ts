/**
 * The lower 32 bits of a product, signed, as `Math.imul` gives them. A page may have replaced that function.
 *
 * @param b 0 to 2^32 - 1
 */
export const multiply32 = (a: number, b: number): number =>
  ((a & 0xffff) * b + ((((a >>> 16) * b) & 0xffff) << 16)) | 0;
