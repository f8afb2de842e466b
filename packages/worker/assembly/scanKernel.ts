/*
 * Finds the items with the highest scores, in AssemblyScript with WebAssembly SIMD. `wasm/itemMatrix.ts` defines the
 * layout of the memory. Scores are approximate: the query is rounded to int16, so that one instruction multiplies eight
 * pairs of int16 and int8. The caller knows the error bound and scores the candidates exactly.
 */

/** The lane sums of four vectors, as one vector. */
// @ts-ignore: decorator
@inline
function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Rows whose scales and biases are prefetched together. */
const BLOCK_ROWS = 128;
const CACHE_LINE_BYTES = 64;

/** Prefetches by reading each cache line. The write to `scratch` keeps the compiler from removing the reads. */
function prefetch(a: usize, b: usize, bytes: usize, scratch: usize): void {
  let seen = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += CACHE_LINE_BYTES) {
    seen = v128.or(v128.or(seen, v128.load(a + at)), v128.load(b + at));
  }
  v128.store(scratch, seen);
}

/** Below every score of an item. Excluded items have a bias of minus infinity. */
const LOWEST: f32 = -3.4028234663852886e38;

/** Adds a score to a min-heap of `size` entries. */
function heapPush(heap: usize, size: i32, score: f32): void {
  let at = size;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = load<f32>(heap + (parent as usize << 2));
    if (above <= score) break;
    store<f32>(heap + (at as usize << 2), above);
    at = parent;
  }
  store<f32>(heap + (at as usize << 2), score);
}

/** Replaces the minimum of a heap by a higher score. */
function heapReplace(heap: usize, size: i32, score: f32): void {
  let at = 0;
  while (true) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && load<f32>(heap + ((child + 1) as usize << 2)) < load<f32>(heap + (child as usize << 2))) child += 1;
    const below = load<f32>(heap + (child as usize << 2));
    if (below >= score) break;
    store<f32>(heap + (at as usize << 2), below);
    at = child;
  }
  store<f32>(heap + (at as usize << 2), score);
}

/** Removes candidates below the threshold in place. @returns the number that remain */
function removeBelow(foundRows: usize, foundScores: usize, count: i32, threshold: f32): i32 {
  let remaining = 0;
  for (let i = 0; i < count; i++) {
    const score = load<f32>(foundScores + (i as usize << 2));
    if (score < threshold) continue;
    store<f32>(foundScores + (remaining as usize << 2), score);
    store<i32>(foundRows + (remaining as usize << 2), load<i32>(foundRows + (i as usize << 2)));
    remaining += 1;
  }
  return remaining;
}

/**
 * Finds every row whose approximate score is at most `margin` below the k-th highest approximate score.
 *
 * `query` is int16 [stride], `rows` int8 [count, stride], `scales` and `bias` float32 [count]; stride is a multiple of
 * 16, count of 4. An approximate score is (query . row) * scale * step + bias. `heap` is float32 [k], after 16 bytes of
 * scratch space. `foundRows` (int32) and `foundScores` (float32) have `capacity` entries.
 *
 * Returns the number of rows, or -1 if they exceed `capacity`.
 */
export function scan(
  query: usize, rows: usize, scales: usize, bias: usize, count: i32, stride: i32, step: f32,
  k: i32, margin: f32, heap: usize, foundRows: usize, foundScores: usize, capacity: i32,
): i32 {
  const bytes = stride as usize;
  const queryEnd = query + 2 * bytes;
  const steps = f32x4.splat(step);
  let size = 0;
  let found = 0;
  let threshold = LOWEST;
  let row = -4;
  while (true) {
    row += 4;
    // A step of four rows adds at most four candidates.
    if (row == count || found > capacity - 4) {
      found = removeBelow(foundRows, foundScores, found, threshold);
      if (row == count) return found;
      if (found > capacity - 4) return -1;
    }
    // The hardware prefetcher does not follow scales and biases beside the rows. Without this, a million items took 1.5 times as long.
    if (row % BLOCK_ROWS == 0) {
      const start = row as usize << 2;
      prefetch(scales + start, bias + start, (min(BLOCK_ROWS, count - row) as usize) << 2, heap - 16);
    }
    let p0 = rows + (row as usize) * bytes;
    let p1 = p0 + bytes;
    let p2 = p1 + bytes;
    let p3 = p2 + bytes;
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    // Moving pointers and a fixed offset for the second half save half of the address instructions.
    for (let part = query; part < queryEnd; part += 32) {
      const low = v128.load(part);
      const high = v128.load(part, 16);
      a = i32x4.add(a, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(p0)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(p1)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(p2)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(p3)));
      a = i32x4.add(a, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(p0, 8)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(p1, 8)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(p2, 8)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(p3, 8)));
      p0 += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
    }
    const offset = row as usize << 2;
    const products = f32x4.mul(f32x4.convert_i32x4_s(laneSums(a, b, c, d)), f32x4.mul(v128.load(scales + offset), steps));
    const scores = f32x4.add(products, v128.load(bias + offset));
    let above = i32x4.bitmask(f32x4.ge(scores, f32x4.splat(threshold)));
    if (above == 0) continue;
    v128.store(heap - 16, scores);
    for (let lane = 0; lane < 4; lane++, above >>= 1) {
      if (!(above & 1)) continue;
      const score = load<f32>(heap - 16 + (lane as usize << 2));
      if (score < threshold) continue;
      store<i32>(foundRows + (found as usize << 2), row + lane);
      store<f32>(foundScores + (found as usize << 2), score);
      found += 1;
      if (size < k) {
        heapPush(heap, size, score);
        size += 1;
      } else if (score > load<f32>(heap)) {
        heapReplace(heap, size, score);
      }
      if (size == k) threshold = load<f32>(heap) - margin;
    }
  }
}
