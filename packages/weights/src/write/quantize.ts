import { AisleError } from '@aisle/core';
import { allSpecs, type ParameterSpec, type Relations, type TrainedModel, type TransitionTable } from '@aisle/model';
import { dequantize, rowCount, tensorSize } from '../tensorEntry.js';
import { decodeTransitions, encodeTransitions } from '../transitionsCodec.js';

const STEPS = 127;
/**
 * The item matrix is most of a release. In steps of -31 to 31, a value takes about 5.7 bits after gzip. With -127 to
 * 127 it takes 7.7. Half a step is 1.6 % of a row's largest value.
 */
const ITEM_STEPS = 31;
/** Above it, a scale times 127 could exceed the range of float32. */
const MAX_MAGNITUDE = 2 ** 127;
/** The smallest normal float32. Some devices flush products of a smaller scale to 0; others round them. */
const MIN_SCALE = 2 ** -126;

export interface QuantizedTensor {
  readonly int8: Int8Array;
  /** One for each row. */
  readonly scales: Float32Array;
}

/**
 * Symmetric quantisation to int8, with one scale for each row. A row's largest absolute value becomes exactly the last
 * step. Other values have an error of at most half a scale. A row whose scale would be subnormal becomes 0.
 *
 * A scale has 8 significant bits (bfloat16). Its products with an int8 are therefore exact in float32. A row's largest
 * product, divided by the number of steps, equals the scale, so quantisation is idempotent. The rounded scale is close
 * enough for the largest value to round to the last step: 127 * 2^-8 is below half a step. Two of its four bytes are 0,
 * which gzip nearly removes.
 *
 * @returns Undefined for tensors that stay float32: The encoder's vectors, which are small.
 * @throws AisleError `weights-mismatch` for a wrong number of values, or values of 2^127 or more, or NaN
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
 * The model exactly as a reader of its release gets it. Evaluation and golden vectors use this one. Idempotent.
 *
 * @throws AisleError `weights-mismatch` for values that a release cannot hold
 */
export function quantizeModel(model: TrainedModel): TrainedModel {
  const values = new Map(
    allSpecs(model.config).map((spec) => {
      const original = model.values.get(spec.name)!;
      const quantized = quantizeTensor(spec, original);
      return [spec.name, quantized ? dequantize(quantized.int8, quantized.scales) : original.slice()];
    }),
  );
  const quantizeTable = (table: TransitionTable) => decodeTransitions(encodeTransitions(table), model.config.itemCount);
  const relations: Relations | undefined =
    model.relations &&
    Object.fromEntries(Object.entries(model.relations).map(([name, table]) => [name, quantizeTable(table)]));
  return {
    ...model,
    values,
    ...(model.transitions && { transitions: quantizeTable(model.transitions) }),
    ...(relations && { relations }),
  };
}

function check(name: string, values: Float32Array | undefined, size: number): void {
  const refuse: (what: string) => never = (what) => {
    throw new AisleError('weights-mismatch', `Model: ${name} must have ${what}. Train again.`, { name });
  };
  if (values?.length !== size) refuse(`${size} values, found ${values?.length ?? 'none'}`);
  const at = values.findIndex((value) => !(Math.abs(value) < MAX_MAGNITUDE));
  if (at >= 0) refuse(`numbers below 2^127, found ${values[at]} at ${at}`);
}

/** Rounds to 8 significant bits, ties to even. @param value a normal float32 above 0 */
function roundToBfloat16(value: number): number {
  const float = Float32Array.of(value);
  const bits = new Uint32Array(float.buffer);
  bits[0] = (bits[0]! + 0x7fff + ((bits[0]! >>> 16) & 1)) & 0xffff0000;
  return float[0]!;
}
