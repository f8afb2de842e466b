import { MASKED_LOGIT, softmaxRow } from './softmax';
import { addTimes, dot } from './vectorMath';

/**
 * Causal attention (Vaswani et al., 2017, https://arxiv.org/abs/1706.03762) over a window, with a bias by distance.
 * Arrays query, key, value and output are [batch * length, heads * headWidth]. Array bias is [heads, window].
 * Array `shares` is [batch * heads * length, stride]. A row has the shares of a query's keys from the window's first key.
 * The stride is at least min(length, window). It and headWidth are multiples of 4.
 */
export function attention(
  query: usize, key: usize, value: usize, bias: usize, output: usize, shares: usize,
  batch: i32, length: i32, heads: i32, headWidth: i32, window: i32, stride: i32,
): void {
  const headBytes = (headWidth as usize) << 2;
  const rowBytes = (heads as usize) * headBytes;
  const shareBytes = (stride as usize) << 2;
  const scale: f32 = 1 / sqrt<f32>(headWidth as f32);
  let share = shares;
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      const start = (b * length) as usize * rowBytes + (head as usize) * headBytes;
      const headBias = bias + ((head * window) as usize << 2);
      for (let q = 0; q < length; q++) {
        const first = max(0, q - window + 1);
        const at = start + (q as usize) * rowBytes;
        const count = q - first + 1;
        const usedBytes = ((count + 3) & ~3) as usize << 2;
        for (let i: usize = 0; i < shareBytes; i += 16) {
          v128.store(share + i, f32x4.splat(i < usedBytes ? MASKED_LOGIT : 0));
        }
        for (let i = 0; i < count; i++) {
          const k = start + ((first + i) as usize) * rowBytes;
          const logit =
            scale * dot(query + at, key + k, headBytes) + load<f32>(headBias + ((count - 1 - i) as usize << 2));
          store<f32>(share + (i as usize << 2), logit);
        }
        softmaxRow(share, usedBytes);
        for (let i: usize = 0; i < headBytes; i += 16) v128.store(output + at + i, f32x4.splat(0));
        for (let i = 0; i < count; i++) {
          addTimes(
            output + at, value + start + ((first + i) as usize) * rowBytes, load<f32>(share + (i as usize << 2)), headBytes,
          );
        }
        share += shareBytes;
      }
    }
  }
}

/** Gradients of `attention`, which are added to dQuery, dKey, dValue and dBias. `scratch` is [stride]. */
export function attentionGradient(
  query: usize, key: usize, value: usize, shares: usize, dOutput: usize,
  dQuery: usize, dKey: usize, dValue: usize, dBias: usize, scratch: usize,
  batch: i32, length: i32, heads: i32, headWidth: i32, window: i32, stride: i32,
): void {
  const headBytes = (headWidth as usize) << 2;
  const rowBytes = (heads as usize) * headBytes;
  const scale: f32 = 1 / sqrt<f32>(headWidth as f32);
  let share = shares;
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      const start = (b * length) as usize * rowBytes + (head as usize) * headBytes;
      const headBias = dBias + ((head * window) as usize << 2);
      for (let q = 0; q < length; q++) {
        const first = max(0, q - window + 1);
        const at = start + (q as usize) * rowBytes;
        const count = q - first + 1;
        let mean: f32 = 0;
        for (let i = 0; i < count; i++) {
          const k = start + ((first + i) as usize) * rowBytes;
          const weight = load<f32>(share + (i as usize << 2));
          const dShare = dot(dOutput + at, value + k, headBytes);
          store<f32>(scratch + (i as usize << 2), dShare);
          mean += weight * dShare;
          addTimes(dValue + k, dOutput + at, weight, headBytes);
        }
        for (let i = 0; i < count; i++) {
          const k = start + ((first + i) as usize) * rowBytes;
          const dLogit = load<f32>(share + (i as usize << 2)) * (load<f32>(scratch + (i as usize << 2)) - mean);
          const biasAt = headBias + ((count - 1 - i) as usize << 2);
          store<f32>(biasAt, load<f32>(biasAt) + dLogit);
          addTimes(dQuery + at, key + k, scale * dLogit, headBytes);
          addTimes(dKey + k, query + at, scale * dLogit, headBytes);
        }
        share += (stride as usize) << 2;
      }
    }
  }
}
