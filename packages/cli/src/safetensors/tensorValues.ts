import type { SafeTensor } from './safetensors.js';

/**
 * The values of a tensor as float32. This is exact for every type. I8 has no scale in the format: its values are whole
 * numbers.
 *
 * @returns a copy
 */
export function tensorValues({ dtype, bytes }: SafeTensor): Float32Array {
  // A copy, because a view needs an aligned offset.
  const { buffer } = new Uint8Array(bytes);
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'I8':
      return Float32Array.from(new Int8Array(buffer));
    case 'BF16':
      // The upper half of a float32.
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
    case 'F16':
      return Float32Array.from(new Uint16Array(buffer), float16);
  }
}

/** The value of an IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function float16(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
