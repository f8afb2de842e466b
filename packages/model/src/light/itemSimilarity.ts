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
  let sum = 0;
  for (let j = 0; j < width; j++) sum += vectors[atA + j]! * vectors[atB + j]!;
  return sum * scales[a]! * scales[b]!;
}
