/* Arithmetic on SIMD vectors of four float32 lanes. Pointers are byte offsets, lengths are in bytes. */

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function lanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** Largest of the four lanes. */
// @ts-ignore: decorator
@inline
export function greatest(x: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max<f32>(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/**
 * e^x for x <= 0, by the polynomial of expf in Cephes (Moshier, https://www.netlib.org/cephes/). The error is at most 2
 * units in the last place. Below -87 the result is e^-87.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
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

/** Dot product of two rows, whose length is a multiple of 4 values. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, bytes: usize): f32 {
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
export function addTimes(into: usize, from: usize, factor: f32, bytes: usize): void {
  const times = f32x4.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(into + i, f32x4.add(v128.load(into + i), f32x4.mul(times, v128.load(from + i))));
  }
}
