import { exp, greatest, lanes } from './vectorMath';

/** The logit of an excluded entry: its share of at most e^-87 does not change a float32 sum. */
export const MASKED_LOGIT: f32 = -1e9;

/** Replaces a row of logits by its softmax. Its length is a multiple of 4 values. */
// @ts-ignore: decorator
@inline
export function softmaxRow(row: usize, bytes: usize): void {
  let largest = v128.load(row);
  for (let i: usize = 16; i < bytes; i += 16) largest = f32x4.max(largest, v128.load(row + i));
  const shift = f32x4.splat(greatest(largest));
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const share = exp(f32x4.sub(v128.load(row + i), shift));
    v128.store(row + i, share);
    sum = f32x4.add(sum, share);
  }
  const inverse = f32x4.splat(1 / lanes(sum));
  for (let i: usize = 0; i < bytes; i += 16) v128.store(row + i, f32x4.mul(v128.load(row + i), inverse));
}
