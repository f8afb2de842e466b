import { MASKED_LOGIT } from './softmax';
import { exp, greatest, lanes } from './vectorMath';

/**
 * Softmax of each row of logits [rows, columns], columns a multiple of 4, together with the logit of the row's label.
 * The label's share is not written. `maximum` [rows] is the largest logit, `total` [rows] the sum of
 * e^(logit - maximum). `excluded` has `excludedCount` int32 indices of logits whose share is 0.
 */
export function labelSoftmax(
  logits: usize, labelLogit: usize, excluded: usize, shares: usize, maximum: usize, total: usize,
  rows: i32, columns: i32, excludedCount: i32,
): void {
  const bytes = (columns as usize) << 2;
  memory.copy(shares, logits, (rows as usize) * bytes);
  for (let i = 0; i < excludedCount; i++) {
    const index = load<i32>(excluded + (i as usize << 2));
    store<f32>(shares + (index as usize << 2), MASKED_LOGIT);
  }
  for (let row = 0; row < rows; row++) {
    const at = shares + (row as usize) * bytes;
    const label = load<f32>(labelLogit + (row as usize << 2));
    let largest = f32x4.splat(label);
    for (let i: usize = 0; i < bytes; i += 16) largest = f32x4.max(largest, v128.load(at + i));
    const most = greatest(largest);
    const shift = f32x4.splat(most);
    let sums = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const share = exp(f32x4.sub(v128.load(at + i), shift));
      v128.store(at + i, share);
      sums = f32x4.add(sums, share);
    }
    const own = f32x4.extract_lane(exp(f32x4.splat(label - most)), 0);
    const sum = lanes(sums) + own;
    const inverse = f32x4.splat(1 / sum);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(at + i, f32x4.mul(v128.load(at + i), inverse));
    store<f32>(maximum + (row as usize << 2), most);
    store<f32>(total + (row as usize << 2), sum);
  }
}
