import type { ItemMatrix } from './itemMatrix.js';

/**
 * The cosine of two items' vectors, which have length 1.
 *
 * @param a embedding row
 * @param b embedding row
 */
export function itemSimilarity({ vectors, scales }: ItemMatrix, a: number, b: number): number {
  const width = vectors.length / scales.length;
  const [atA, atB] = [a * width, b * width];
  // Four independent sums, so that additions do not wait for each other.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < width; j += 4) {
    s0 += vectors[atA + j]! * vectors[atB + j]!;
    s1 += vectors[atA + j + 1]! * vectors[atB + j + 1]!;
    s2 += vectors[atA + j + 2]! * vectors[atB + j + 2]!;
    s3 += vectors[atA + j + 3]! * vectors[atB + j + 3]!;
  }
  for (; j < width; j++) s0 += vectors[atA + j]! * vectors[atB + j]!;
  return (s0 + s1 + (s2 + s3)) * scales[a]! * scales[b]!;
}
