/** Rows of a and b per pass, so that those of b stay in the first-level cache. */
const CHUNK = 64;

/** output += transpose(a) . b for a [n, rows] and b [n, columns], without a copy of a. */
export function transposedProduct(a: usize, b: usize, output: usize, n: i32, rows: i32, columns: i32): void {
  for (let from = 0; from < n; from += CHUNK) {
    const offset = from as usize << 2;
    const rowsOfA = a + offset * (rows as usize);
    const rowsOfB = b + offset * (columns as usize);
    addTransposedProduct(rowsOfA, rowsOfB, output, min(CHUNK, n - from), rows, columns);
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
      for (let i = 0; i < n; i++) {
        const left = load<f32>(a + (i as usize) * aBytes + (row as usize << 2));
        const right = load<f32>(b + (i as usize) * bBytes + (column as usize << 2));
        sum += left * right;
      }
      add(output + (row as usize) * bBytes + (column as usize << 2), sum);
    }
  }
}

// @ts-ignore: decorator
@inline
function add(to: usize, value: f32): void {
  store<f32>(to, load<f32>(to) + value);
}
