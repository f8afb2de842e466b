/* Lower bound for a scan, in AssemblyScript: reads all bytes once. The result keeps the compiler from removing the loads. */
export function readOnce(at: usize, bytes: usize): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 64) {
    a = v128.or(a, v128.load(at + i));
    b = v128.or(b, v128.load(at + i, 16));
    c = v128.or(c, v128.load(at + i, 32));
    d = v128.or(d, v128.load(at + i, 48));
  }
  return i32x4.extract_lane(v128.or(v128.or(a, b), v128.or(c, d)), 0);
}
