import { AisleError, normal, seededRandom } from '@aisle/core';
import { type ModelConfig, parameterSpecs, type TrainedModel, type TransitionTable } from '@aisle/model';
import { describe, expect, test } from 'vitest';
import { parseManifest } from '../parseManifest.js';
import { assembleRelease, wholeModel } from '../release.js';
import { dequantize } from '../tensorEntry.js';
import { tinyConfig, tinyTransitions, tinyTransitionsConfig, tinyValues } from '../testing/tinyRelease.js';
import { packRelease } from './packRelease.js';
import { quantizeModel, quantizeTensor } from './quantize.js';

const spec = (name: string, ...shape: number[]) => ({ name, shape, init: 0 });
const bits = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);
const quantize = (name: string, width: number, values: Float32Array) =>
  quantizeTensor(spec(name, values.length / width, width), values)!;

describe('hand-made examples', () => {
  test('item rows have 31 steps and one scale each', () => {
    const { int8, scales } = quantize(
      'item_embedding',
      4,
      Float32Array.of(31, 15.4, 0.49, -1.6, 0, 62, -62, 2.9, 0, 0, 0, -0),
    );
    expect([...scales]).toEqual([1, 2, 0]);
    expect([...int8]).toEqual([31, 15, 0, -2, 0, 31, -31, 1, 0, 0, 0, 0]);
    expect([...dequantize(int8, scales)]).toEqual([31, 15, 0, -2, 0, 62, -62, 2, 0, 0, 0, 0]);
  });

  test('a scale has 8 significant bits', () => {
    // 10 / 31 = 0.32258 = 1.29032 / 4, and 1.29032 is nearest to 1 + 37 / 128: 0.322265625.
    const { int8, scales } = quantize('item_embedding', 2, Float32Array.of(10, -5));
    expect([[...scales], [...int8]]).toEqual([[0.322265625], [31, -16]]);
  });

  test('matrices and the item bias have 127 steps', () => {
    expect([...quantize('layers.0.key', 3, Float32Array.of(127, 1, -126.6, 254, 1, 0)).int8]).toEqual([
      127, 1, -127, 127, 1, 0,
    ]);
    const bias = quantizeTensor(spec('item_bias', 4), Float32Array.of(63.5, 0.5, 0.2, -1))!;
    expect([[...bias.scales], [...bias.int8]]).toEqual([[0.5], [127, 1, 0, -2]]);
  });

  test('other vectors stay float32', () => {
    expect(quantizeTensor(spec('final_norm.scale', 3), Float32Array.of(1, 2, 3))).toBeUndefined();
  });
});

const WIDTH = 16;
const MIN_SCALE = 2 ** -126;

/** Rows of every magnitude that a release can hold, and rows whose scale is hard to choose. */
function adversarialRows(steps: number): Float32Array {
  const random = seededRandom(steps);
  const row = (scale: number) => Array.from({ length: WIDTH }, () => scale * normal(random));
  const filled = (...first: number[]) => [...first, ...new Array<number>(WIDTH - first.length).fill(0)];
  const rows = [
    ...Array.from({ length: 400 }, () => row(10 ** (72 * random() - 37))),
    ...Array.from({ length: 400 }, () => row(0.05)),
    filled(),
    filled(-0, -0),
    filled(1e-45),
    filled(1e-45, -3e-45),
    filled(1e-38, 2e-38),
    filled(1.7e38, 1, -1e30),
    filled(-(2 ** 127) * (1 - 2 ** -24), 2 ** 126),
    // One huge value, and others around half a step.
    filled(1e30, ...row(1).slice(1)),
    [1000, ...new Array<number>(WIDTH - 1).fill(1000 / (2 * steps))],
    // Maxima between two scales, where the error of the last step is largest, and the smallest scales.
    ...[0, 1, 63, 64, 126, 127].flatMap((mantissa) =>
      [-1, 0, 1].flatMap((shift) => {
        const between = 1 + (2 * mantissa + 1) / 256 + shift * 2 ** -20;
        return [
          filled(steps * between, -steps * between * 0.997),
          filled(steps * MIN_SCALE * between),
          filled(steps * 2 ** 119 * between),
        ];
      }),
    ),
    ...[0.5, 0.999, 1, 1.001].map((factor) => filled(steps * MIN_SCALE * factor, -steps * MIN_SCALE * factor * 0.9)),
  ];
  return Float32Array.from(rows.flat());
}

describe.each([
  ['item_embedding', 31],
  ['layers.0.key', 127],
] as const)('%s in %i steps', (name, steps) => {
  const original = adversarialRows(steps);
  const { int8, scales } = quantize(name, WIDTH, original);
  const found = dequantize(int8, scales);

  test('errors are at most half a step; subnormal rows become 0', () => {
    scales.forEach((scale, row) => {
      const values = [...original.subarray(row * WIDTH, (row + 1) * WIDTH)];
      const largest = Math.max(...values.map(Math.abs));
      if (largest < steps * MIN_SCALE) {
        expect(scale).toBe(0);
      } else {
        // A rounded scale differs by at most 2^-8 from the quotient, and some values reach this bound.
        expect(Math.abs((scale * steps) / largest - 1)).toBeLessThanOrEqual(2 ** -8);
        values.forEach((value, i) =>
          expect(Math.abs(found[row * WIDTH + i]! - value) / scale).toBeLessThanOrEqual(0.5),
        );
        expect(Math.max(...int8.subarray(row * WIDTH, (row + 1) * WIDTH).map(Math.abs))).toBe(steps);
      }
    });
    expect(scales.filter((scale) => scale === 0).length).toBeGreaterThan(4);
    expect(found.every(Number.isFinite)).toBe(true);
  });

  test('scales have 8 significant bits and exact products with int8', () => {
    expect(bits(scales).every((scale) => (scale & 0xffff) === 0)).toBe(true);
    found.forEach((value, i) => expect(value).toBe(int8[i]! * scales[Math.floor(i / WIDTH)]! + 0));
  });

  test('quantisation is idempotent', () => {
    const again = quantize(name, WIDTH, found);
    expect(bits(again.scales)).toEqual(bits(scales));
    expect(again.int8).toEqual(int8);
  });
});

/** 30 distinct strengths; a file has 16 levels. */
const transitions: TransitionTable = {
  offsets: Uint32Array.from({ length: 42 }, (_, row) => (row === 0 ? 0 : 3 * (row - 1))),
  toRows: Int32Array.from({ length: 120 }, (_, entry) => 1 + (entry % 3) * 13 + (Math.floor(entry / 3) % 13)),
  strengths: Float32Array.from({ length: 120 }, (_, entry) => Math.exp((entry % 30) / 7 - 3)),
};

function randomModel(itemCount: number): TrainedModel {
  const config: ModelConfig = {
    ...tinyConfig,
    itemCount,
    width: 16,
    feedForwardWidth: 24,
    layerCount: 2,
    memory: tinyTransitionsConfig,
  };
  const random = seededRandom(itemCount);
  const values = new Map(
    parameterSpecs(config).map(({ name, shape }) => [
      name,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => normal(random)),
    ]),
  );
  return { config, values, transitions };
}

function expectSame(found: TrainedModel, expected: TrainedModel): void {
  expect(found.config).toEqual(expected.config);
  expect([...found.values.keys()]).toEqual([...expected.values.keys()]);
  for (const [name, array] of expected.values) expect(bits(found.values.get(name)!), name).toEqual(bits(array));
  expect(found.transitions?.offsets).toEqual(expected.transitions?.offsets);
  expect(found.transitions?.toRows).toEqual(expected.transitions?.toRows);
  expect(found.transitions && bits(found.transitions.strengths)).toEqual(
    expected.transitions && bits(expected.transitions.strengths),
  );
}

describe('quantizeModel', () => {
  const models: [string, TrainedModel][] = [
    ['a random model with transitions', randomModel(40)],
    ['a tiny model without transitions', { config: tinyConfig, values: tinyValues() }],
    [
      'a tiny model with transitions',
      { config: { ...tinyConfig, memory: tinyTransitionsConfig }, values: tinyValues(), transitions: tinyTransitions },
    ],
  ];
  test.each(models)('%s reads back as quantised, and quantisation is idempotent', async (_, model) => {
    const quantized = quantizeModel(model);
    expectSame(quantizeModel(quantized), quantized);
    for (const written of [model, quantized]) {
      const itemIds = Array.from({ length: model.config.itemCount }, (__, i) => `${i}`);
      const files = new Map(
        (await packRelease(written, itemIds, [], { name: 'r', createdAt: '2026-01-02T03:04:05Z' })).map(
          ({ name, bytes }) => [name, bytes],
        ),
      );
      const manifest = parseManifest(JSON.parse(new TextDecoder().decode(files.get('manifest.json')!)));
      expectSame(wholeModel(assembleRelease(manifest, files)), quantized);
    }
  });

  test('quantizeModel does not change or share the arrays of its input', () => {
    const model = randomModel(40);
    const { values, transitions: other } = quantizeModel(model);
    expectSame(model, randomModel(40));
    for (const [name, array] of model.values) expect(values.get(name)!.buffer === array.buffer).toBe(false);
    expect(other!.strengths).not.toEqual(transitions.strengths);
  });

  test.each([
    ['NaN', 'item_embedding', (values: Float32Array) => (values[5] = NaN), 'numbers below 2^127, found NaN at 5'],
    [
      'infinity',
      'layers.0.key',
      (values: Float32Array) => (values[0] = Infinity),
      'numbers below 2^127, found Infinity at 0',
    ],
    [
      'minus infinity in the bias',
      'item_bias',
      (values: Float32Array) => (values[3] = -Infinity),
      'numbers below 2^127, found -Infinity at 3',
    ],
    [
      'NaN in a float32 tensor',
      'final_norm.bias',
      (values: Float32Array) => (values[1] = NaN),
      'numbers below 2^127, found NaN at 1',
    ],
    [
      '2^127',
      'purchase_query',
      (values: Float32Array) => (values[2] = -(2 ** 127)),
      `numbers below 2^127, found ${-(2 ** 127)} at 2`,
    ],
  ])('%s is refused by quantizeModel and packRelease', async (_, name, change, what) => {
    const values = tinyValues();
    change(values.get(name)!);
    const model = { config: tinyConfig, values };
    const expected = {
      code: 'weights-mismatch',
      message: `Model: ${name} must have ${what}. Train again.`,
      details: { name },
    };
    await expect(
      packRelease(model, ['a', 'b', 'c'], [], { name: 'r', createdAt: '2026-01-02T03:04:05Z' }),
    ).rejects.toMatchObject(expected);
    expect(() => quantizeModel(model)).toThrow(AisleError);
  });

  test('a missing tensor or a wrong size is refused', () => {
    const values = tinyValues();
    values.set('item_bias', new Float32Array(5));
    expect(() => quantizeModel({ config: tinyConfig, values })).toThrow(
      'Model: item_bias must have 4 values, found 5. Train again.',
    );
    values.delete('item_bias');
    expect(() => quantizeModel({ config: tinyConfig, values })).toThrow(
      'Model: item_bias must have 4 values, found none. Train again.',
    );
  });
});
