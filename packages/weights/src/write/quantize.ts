import { AisleError } from '@aisle/core';
import { allSpecs, type ParameterSpec, type TrainedModel } from '@aisle/model';
import { decodeTransitions, encodeTransitions } from '../transitionsCodec.js';
import { dequantize, rowCount, tensorSize } from '../tensorEntry.js';

const STEPS = 127;
/**
 * The item table is most of a release. In steps of -31 to 31 a value takes about 5.7 bits after gzip, not the 7.7 of
 * -127 to 127; half a step is 1.6 % of a row's largest value.
 */
const ITEM_STEPS = 31;
/** Above it a scale times 127 could leave float32. */
const MAX_MAGNITUDE = 2 ** 127;
/** The smallest normal float32: products of a scale below it would be rounded, or flushed to 0 by some devices. */
const MIN_SCALE = 2 ** -126;

export interface QuantizedTensor {
  readonly int8: Int8Array;
  /** One for each row. */
  readonly scales: Float32Array;
}

/**
 * Rounds to the int8 grid of each row, whose largest value in size becomes exactly the last step. Every other value is
 * off by at most half a scale; a row whose scale would be no normal number becomes 0.
 *
 * A scale has 8 significant bits (bfloat16). So its products with an int8 are exact in float32, a row's largest product
 * divided by the number of steps gives back the very scale, and what was quantised before stays as it is. It is near
 * enough to the quotient that the largest value still rounds to the last step (127 * 2^-8 is below half a step), and two
 * of its four bytes are 0, which gzip nearly removes.
 *
 * @returns undefined for what stays float32: vectors of the encoder, where 4 bytes a value are little
 * @throws AisleError `weights-mismatch` for values of another number than the spec's, or of 2^127 or more, or NaN
 */
export function quantizeTensor({ name, shape }: ParameterSpec, values: Float32Array): QuantizedTensor | undefined {
  check(name, values, tensorSize(shape));
  if (shape.length < 2 && name !== 'item_bias') return undefined;
  const steps = name === 'item_embedding' ? ITEM_STEPS : STEPS;
  const int8 = new Int8Array(values.length);
  const scales = new Float32Array(rowCount(shape));
  const rowLength = values.length / scales.length;
  scales.forEach((_, row) => {
    const start = row * rowLength;
    const rowValues = values.subarray(start, start + rowLength);
    const largest = rowValues.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    if (largest / steps < MIN_SCALE) return;
    const scale = roundToBfloat16(largest / steps);
    scales[row] = scale;
    rowValues.forEach((value, i) => (int8[start + i] = Math.round(value / scale)));
  });
  return { int8, scales };
}

/**
 * The model as a reader of its release gets it, bit for bit: quantise first, then measure and write golden vectors.
 * Quantising once more changes nothing.
 *
 * @throws AisleError `weights-mismatch` for values that no release can hold
 */
export function quantizeModel(model: TrainedModel): TrainedModel {
  const values = new Map(
    allSpecs(model.config).map((spec) => {
      const original = model.values.get(spec.name)!;
      const quantized = quantizeTensor(spec, original);
      return [spec.name, quantized ? dequantize(quantized.int8, quantized.scales) : original.slice()];
    }),
  );
  const transitions =
    model.transitions && decodeTransitions(encodeTransitions(model.transitions), model.config.itemCount);
  return { ...model, values, ...(transitions && { transitions }) };
}

function check(name: string, values: Float32Array | undefined, size: number): void {
  const refuse = (what: string): never => {
    throw new AisleError('weights-mismatch', `Model: ${name} must have ${what}. Train again.`, { name });
  };
  if (values?.length !== size) refuse(`${size} values, found ${values?.length ?? 'none'}`);
  const at = values.findIndex((value) => !(Math.abs(value) < MAX_MAGNITUDE));
  if (at >= 0) refuse(`numbers below 2^127, found ${values[at]} at ${at}`);
}

/** Nearest number of 8 significant bits, ties to even. @param value a normal float32 above 0 */
function roundToBfloat16(value: number): number {
  const float = Float32Array.of(value);
  const bits = new Uint32Array(float.buffer);
  bits[0] = (bits[0]! + 0x7fff + ((bits[0]! >>> 16) & 1)) & 0xffff0000;
  return float[0]!;
}
