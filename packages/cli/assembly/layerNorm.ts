import { lanes } from './vectorMath';

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

/** Layer normalisation (Ba et al., 2016, https://arxiv.org/abs/1607.06450) of [rows, width], width a multiple of 4. */
export function layerNorm(
  x: usize, scale: usize, bias: usize, output: usize, rows: i32, width: i32, epsilon: f32,
): void {
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

/** Gradients of `layerNorm`. Those of scale and bias are added to dScale and dBias. */
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
      const centred = f32x4.sub(f32x4.sub(dNormed, meanGradient), f32x4.mul(normed, meanAlong));
      v128.store(dx + at + i, f32x4.mul(inverse, centred));
    }
  }
}
