/*
 * Kernels of the trainer, in AssemblyScript: WebAssembly SIMD on the memory of tfjs's WASM backend, where the tensors
 * lie. Every pointer is the byte offset of a row-major float32 tensor. Nothing is allocated here.
 */

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
function lanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline
function greatest(x: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max<f32>(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** e^x for x <= 0, by the polynomial of Cephes' expf (Moshier): off by 2 units in the last place at most. Below -87 it stays at e^-87. */
// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const clipped = f32x4.max(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(clipped, f32x4.splat(1.44269504088896341)));
  // The logarithm of 2 in two parts, so that the difference is exact.
  let r = f32x4.sub(clipped, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  let other = f32x4.splat(0);
  let i: usize = 0;
  for (; i + 16 < bytes; i += 32) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + i), v128.load(b + i)));
    other = f32x4.add(other, f32x4.mul(v128.load(a + i, 16), v128.load(b + i, 16)));
  }
  if (i < bytes) sum = f32x4.add(sum, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  return lanes(f32x4.add(sum, other));
}

/** into += factor * from */
// @ts-ignore: decorator
@inline
function addTimes(into: usize, from: usize, factor: f32, bytes: usize): void {
  const times = f32x4.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(into + i, f32x4.add(v128.load(into + i), f32x4.mul(times, v128.load(from + i))));
}

/** Fills a row of logits, whose length is a multiple of 4, with their softmax. */
// @ts-ignore: decorator
@inline
function softmaxRow(row: usize, bytes: usize): void {
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

/** A logit of nothing: its share is e^-87, which is 0 beside any other. */
const NOTHING: f32 = -1e9;

/**
 * Banded causal attention. query, key, value and output are [batch * length, heads * headWidth], bias is
 * [heads, window]. `shares` is [batch * heads * length, stride]: of each query's keys, from the first in its band on;
 * stride is at least min(length, window) and, like headWidth, a multiple of 4.
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
        for (let i: usize = 0; i < shareBytes; i += 16) v128.store(share + i, f32x4.splat(i < usedBytes ? NOTHING : 0));
        for (let i = 0; i < count; i++) {
          const k = start + ((first + i) as usize) * rowBytes;
          const logit = scale * dot(query + at, key + k, headBytes) + load<f32>(headBias + ((count - 1 - i) as usize << 2));
          store<f32>(share + (i as usize << 2), logit);
        }
        softmaxRow(share, usedBytes);
        for (let i: usize = 0; i < headBytes; i += 16) v128.store(output + at + i, f32x4.splat(0));
        for (let i = 0; i < count; i++) {
          addTimes(output + at, value + start + ((first + i) as usize) * rowBytes, load<f32>(share + (i as usize << 2)), headBytes);
        }
        share += shareBytes;
      }
    }
  }
}

/** Its gradients, added to what dQuery, dKey, dValue and dBias hold. `scratch` is [stride]. */
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

// @ts-ignore: decorator
@inline
function rowMean(row: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) sum = f32x4.add(sum, v128.load(row + i));
  return lanes(sum) / ((bytes >> 2) as f32);
}

/** 1 / the standard deviation around `mean` */
// @ts-ignore: decorator
@inline
function rowInverse(row: usize, mean: f32, epsilon: f32, bytes: usize): f32 {
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const centred = f32x4.sub(v128.load(row + i), f32x4.splat(mean));
    squares = f32x4.add(squares, f32x4.mul(centred, centred));
  }
  return 1 / sqrt<f32>(lanes(squares) / ((bytes >> 2) as f32) + epsilon);
}

/** Layer normalisation of rows [rows, width], width a multiple of 4. */
export function layerNorm(x: usize, scale: usize, bias: usize, output: usize, rows: i32, width: i32, epsilon: f32): void {
  const bytes = (width as usize) << 2;
  for (let row = 0; row < rows; row++) {
    const at = (row as usize) * bytes;
    const mean = rowMean(x + at, bytes);
    const inverse = rowInverse(x + at, mean, epsilon, bytes);
    for (let i: usize = 0; i < bytes; i += 16) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + at + i), f32x4.splat(mean)), f32x4.splat(inverse));
      v128.store(output + at + i, f32x4.add(f32x4.mul(normed, v128.load(scale + i)), v128.load(bias + i)));
    }
  }
}

/** Its gradients; those of scale and bias are added to what dScale and dBias hold. */
export function layerNormGradient(
  x: usize, scale: usize, dOutput: usize, dx: usize, dScale: usize, dBias: usize, rows: i32, width: i32, epsilon: f32,
): void {
  const bytes = (width as usize) << 2;
  for (let row = 0; row < rows; row++) {
    const at = (row as usize) * bytes;
    const mean = f32x4.splat(rowMean(x + at, bytes));
    const inverse = f32x4.splat(rowInverse(x + at, f32x4.extract_lane(mean, 0), epsilon, bytes));
    let sum = f32x4.splat(0);
    let along = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + at + i), mean), inverse);
      const given = v128.load(dOutput + at + i);
      v128.store(dScale + i, f32x4.add(v128.load(dScale + i), f32x4.mul(given, normed)));
      v128.store(dBias + i, f32x4.add(v128.load(dBias + i), given));
      const dNormed = f32x4.mul(given, v128.load(scale + i));
      sum = f32x4.add(sum, dNormed);
      along = f32x4.add(along, f32x4.mul(dNormed, normed));
    }
    const meanGradient = f32x4.splat(lanes(sum) / (width as f32));
    const meanAlong = f32x4.splat(lanes(along) / (width as f32));
    for (let i: usize = 0; i < bytes; i += 16) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + at + i), mean), inverse);
      const dNormed = f32x4.mul(v128.load(dOutput + at + i), v128.load(scale + i));
      v128.store(dx + at + i, f32x4.mul(inverse, f32x4.sub(f32x4.sub(dNormed, meanGradient), f32x4.mul(normed, meanAlong))));
    }
  }
}

/**
 * Softmax of each row of logits [rows, columns], columns a multiple of 4, together with one more logit of the row, whose
 * share is not written. `maximum` [rows] is the largest logit, `total` [rows] the sum of e^(logit - maximum). `excluded`
 * holds `excludedCount` int32 indices into the logits that get no share.
 */
export function labelSoftmax(
  logits: usize, labelLogit: usize, excluded: usize, shares: usize, maximum: usize, total: usize,
  rows: i32, columns: i32, excludedCount: i32,
): void {
  const bytes = (columns as usize) << 2;
  memory.copy(shares, logits, (rows as usize) * bytes);
  for (let i = 0; i < excludedCount; i++) store<f32>(shares + (load<i32>(excluded + (i as usize << 2)) as usize << 2), NOTHING);
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

/** Rows of a and b that are worked on at a time, so that those of b stay in the first-level cache. */
const CHUNK = 64;

/** output += aT . b for rows of a [n, rows] and b [n, columns], without a transposed copy of a. */
export function transposedProduct(a: usize, b: usize, output: usize, n: i32, rows: i32, columns: i32): void {
  for (let from = 0; from < n; from += CHUNK) {
    const offset = from as usize << 2;
    addTransposedProduct(a + offset * (rows as usize), b + offset * (columns as usize), output, min(CHUNK, n - from), rows, columns);
  }
}

function addTransposedProduct(a: usize, b: usize, output: usize, n: i32, rows: i32, columns: i32): void {
  const aBytes = (rows as usize) << 2;
  const bBytes = (columns as usize) << 2;
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    let column = 0;
    for (; column + 7 < columns; column += 8) {
      const to = output + (row as usize) * bBytes + (column as usize << 2);
      let c00 = v128.load(to), c01 = v128.load(to, 16);
      let c10 = v128.load(to + bBytes), c11 = v128.load(to + bBytes, 16);
      let c20 = v128.load(to + 2 * bBytes), c21 = v128.load(to + 2 * bBytes, 16);
      let c30 = v128.load(to + 3 * bBytes), c31 = v128.load(to + 3 * bBytes, 16);
      let atA = a + (row as usize << 2);
      let atB = b + (column as usize << 2);
      for (let i = 0; i < n; i++) {
        const b0 = v128.load(atB);
        const b1 = v128.load(atB, 16);
        const a0 = v128.load32_splat(atA);
        c00 = f32x4.add(c00, f32x4.mul(a0, b0));
        c01 = f32x4.add(c01, f32x4.mul(a0, b1));
        const a1 = v128.load32_splat(atA, 4);
        c10 = f32x4.add(c10, f32x4.mul(a1, b0));
        c11 = f32x4.add(c11, f32x4.mul(a1, b1));
        const a2 = v128.load32_splat(atA, 8);
        c20 = f32x4.add(c20, f32x4.mul(a2, b0));
        c21 = f32x4.add(c21, f32x4.mul(a2, b1));
        const a3 = v128.load32_splat(atA, 12);
        c30 = f32x4.add(c30, f32x4.mul(a3, b0));
        c31 = f32x4.add(c31, f32x4.mul(a3, b1));
        atA += aBytes;
        atB += bBytes;
      }
      v128.store(to, c00);
      v128.store(to, c01, 16);
      v128.store(to + bBytes, c10);
      v128.store(to + bBytes, c11, 16);
      v128.store(to + 2 * bBytes, c20);
      v128.store(to + 2 * bBytes, c21, 16);
      v128.store(to + 3 * bBytes, c30);
      v128.store(to + 3 * bBytes, c31, 16);
    }
    for (; column < columns; column++) {
      let sum = f32x4.splat(0);
      for (let i = 0; i < n; i++) {
        const right = v128.load32_splat(b + (i as usize) * bBytes + (column as usize << 2));
        sum = f32x4.add(sum, f32x4.mul(v128.load(a + (i as usize) * aBytes + (row as usize << 2)), right));
      }
      const to = output + (row as usize) * bBytes + (column as usize << 2);
      add(to, f32x4.extract_lane(sum, 0));
      add(to + bBytes, f32x4.extract_lane(sum, 1));
      add(to + 2 * bBytes, f32x4.extract_lane(sum, 2));
      add(to + 3 * bBytes, f32x4.extract_lane(sum, 3));
    }
  }
  for (; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum: f32 = 0;
      for (let i = 0; i < n; i++) sum += load<f32>(a + (i as usize) * aBytes + (row as usize << 2)) * load<f32>(b + (i as usize) * bBytes + (column as usize << 2));
      add(output + (row as usize) * bBytes + (column as usize << 2), sum);
    }
  }
}

// @ts-ignore: decorator
@inline
function add(to: usize, value: f32): void {
  store<f32>(to, load<f32>(to) + value);
}
