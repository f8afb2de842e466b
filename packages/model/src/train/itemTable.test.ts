import { normal, seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { type AdamState, newAdamState } from './adam.js';
import type { ItemAttributes } from './itemAttributes.js';
import {
  ATTRIBUTE_VECTORS,
  ITEM_BIAS,
  ITEM_VECTORS,
  itemVectors,
  type RowsStep,
  releasedValues,
  stepItemRows,
} from './itemTable.js';

// Lengths near 1, stored as float32 (6e-8 of a value), with 1e-8 added to the squared length.
const DIGITS = 6;

describe('vectors worked by hand, of width 2', () => {
  // Row 1 has no attributes, row 2 the first, row 3 the first and the second.
  const attributes: ItemAttributes = { count: 2, offsets: Uint32Array.of(0, 0, 0, 1, 3), ids: Int32Array.of(0, 0, 1) };
  const values = new Map([
    [ITEM_VECTORS, Float32Array.of(7, 0, /**/ 0, -2, /**/ 0, 1, /**/ 1, 2)],
    [ITEM_BIAS, Float32Array.of(0, 1, 2, 3)],
    [ATTRIBUTE_VECTORS, Float32Array.of(Math.SQRT2, 0, /**/ Math.SQRT2, 2 * Math.SQRT2)],
    ['event_embedding', Float32Array.of(4, 5)],
  ]);
  const shape = { width: 2, attributes };

  const near = (found: Float32Array, expected: readonly number[]) => {
    expect(found.length).toBe(expected.length);
    expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, DIGITS));
  };
  // (0, 1) + (√2, 0) has length √3; (1, 2) + ((√2, 0) + (√2, 2√2)) / √2 = (3, 4).
  const [SECOND, THIRD] = [
    [Math.sqrt(2 / 3), Math.sqrt(1 / 3)],
    [0.6, 0.8],
  ] as const;

  test('a vector is the direction of raw vector and attributes', () => {
    near(itemVectors(values, shape, [1, 2, 3]), [0, -1, ...SECOND, ...THIRD]);
  });

  test('vectors come in the order of the rows, with repeated rows', () => {
    near(itemVectors(values, shape, Int32Array.of(3, 1, 3)), [...THIRD, 0, -1, ...THIRD]);
    expect(itemVectors(values, shape, []).length).toBe(0);
  });

  test('without a catalogue, attributes are ignored', () => {
    near(itemVectors(values, { width: 2 }, [2, 3]), [0, 1, Math.sqrt(1 / 5), Math.sqrt(4 / 5)]);
  });

  test('a vector of zeros stays 0', () => {
    expect([...itemVectors(new Map([[ITEM_VECTORS, new Float32Array(4)]]), { width: 2 }, [1])]).toEqual([0, 0]);
  });

  test('releasedValues has rows of length 1 and no attributes', () => {
    const before = new Map([...values].map(([name, array]) => [name, array.slice()]));
    const released = releasedValues(values, shape);
    expect([...released.keys()]).toEqual([ITEM_VECTORS, ITEM_BIAS, 'event_embedding']);
    near(released.get(ITEM_VECTORS)!, [1, 0, 0, -1, ...SECOND, ...THIRD]);
    expect(released.get('event_embedding')).toEqual(values.get('event_embedding'));
    expect(released.get(ITEM_BIAS)).toEqual(values.get(ITEM_BIAS));
    // They are copies, because training continues on the values.
    for (const array of released.values()) array.fill(9);
    expect(values).toEqual(before);
  });
});

describe('stepItemRows', () => {
  const WIDTH = 4;
  const ITEMS = 6;
  // Rows 1 to 6 have 2, 1, 0, 2, 3 and 1 attributes. Only row 6 has the fifth value.
  const attributes: ItemAttributes = {
    count: 5,
    offsets: Uint32Array.of(0, 0, 2, 3, 3, 5, 8, 9),
    ids: Int32Array.of(0, 2, 1, 0, 1, 0, 2, 3, 4),
  };
  const TOUCHED = [0, 5, 1, 3, 2];
  const UNTOUCHED = [4, 6];

  function table(seed: number) {
    const random = seededRandom(seed);
    const draw = (size: number) => Float32Array.from({ length: size }, () => normal(random));
    const sizes = [
      [ITEM_VECTORS, (ITEMS + 1) * WIDTH],
      [ITEM_BIAS, ITEMS + 1],
      [ATTRIBUTE_VECTORS, attributes.count * WIDTH],
    ] as const;
    const values = new Map(sizes.map(([name, size]) => [name, draw(size)]));
    const moments = new Map(sizes.map(([name, size]): [string, AdamState] => [name, newAdamState(size)]));
    // Two linear terms, and a product of two vectors.
    const pulls = [...draw(TOUCHED.length * WIDTH)];
    return { values, moments, pulls };
  }

  /** Unit vectors, computed independently in float64. */
  function unitVector(own: readonly number[], shared: readonly number[], row: number): number[] {
    const ids = [...attributes.ids].slice(attributes.offsets[row], attributes.offsets[row + 1]);
    const sum = Array.from(
      { length: WIDTH },
      (_, j) =>
        own[row * WIDTH + j]! + ids.reduce((all, id) => all + shared[id * WIDTH + j]!, 0) / Math.sqrt(ids.length || 1),
    );
    const length = Math.hypot(...sum);
    return sum.map((value) => value / length);
  }
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, j) => sum + value * b[j]!, 0);

  /** loss = sum of pull_i . u_i + 3 (u_1 . u_2)^2, over the touched rows. */
  function loss(own: readonly number[], shared: readonly number[], pulls: readonly number[]): number {
    const units = TOUCHED.map((row) => unitVector(own, shared, row));
    return (
      units.reduce((sum, unit, i) => sum + dot(unit, pulls.slice(i * WIDTH)), 0) + 3 * dot(units[1]!, units[2]!) ** 2
    );
  }

  /** Its gradient with respect to the unit vectors, as in a training step. */
  function vectorGradient(own: readonly number[], shared: readonly number[], pulls: readonly number[]): Float32Array {
    const units = TOUCHED.map((row) => unitVector(own, shared, row));
    const product = dot(units[1]!, units[2]!);
    return Float32Array.from(pulls, (pull, at) => {
      const [i, j] = [Math.floor(at / WIDTH), at % WIDTH];
      return pull + (i === 1 ? 6 * product * units[2]![j]! : i === 2 ? 6 * product * units[1]![j]! : 0);
    });
  }

  function centralDifferences(f: (at: readonly number[]) => number, at: readonly number[]): number[] {
    const step = 1e-5;
    return at.map((value, i) => (f(at.with(i, value + step)) - f(at.with(i, value - step))) / (2 * step));
  }

  const BIAS_GRADIENT = Float32Array.of(0, 0.5, -1, 2, 0.25);
  const update = (gradient: Float32Array, changed: Partial<RowsStep> = {}): RowsStep => ({
    rows: TOUCHED,
    vectorGradient: gradient,
    biasGradient: BIAS_GRADIENT,
    step: 1,
    learningRate: 0.01,
    weightDecay: 0,
    ...changed,
  });

  // Gradients reach 5 and pass through some ten float32 roundings; differences of 1e-5 are off by about 1e-10.
  const GRADIENT_TOLERANCE = 5e-6;

  test.each([1, 2, 3])(
    'gradients of own and of attribute vectors are those of finite differences, table %i',
    (seed) => {
      const { values, moments, pulls } = table(seed);
      const [own, shared] = [[...values.get(ITEM_VECTORS)!], [...values.get(ATTRIBUTE_VECTORS)!]];
      const expected = new Map([
        [ITEM_VECTORS, centralDifferences((at) => loss(at, shared, pulls), own)],
        [ATTRIBUTE_VECTORS, centralDifferences((at) => loss(own, at, pulls), shared)],
      ]);
      stepItemRows(values, moments, { width: WIDTH, attributes }, update(vectorGradient(own, shared, pulls)));
      for (const [name, gradient] of expected) {
        // The first step sets the first moment to (1 - .9) of the gradient.
        const found = [...moments.get(name)!.first].map((moment) => moment / 0.1);
        gradient.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(GRADIENT_TOLERANCE));
        expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.5);
      }
      TOUCHED.forEach((row, i) =>
        expect(moments.get(ITEM_BIAS)!.first[row]! / 0.1).toBeCloseTo(BIAS_GRADIENT[i]!, DIGITS),
      );
    },
  );

  test('the first step changes every touched value by the learning rate', () => {
    const { values, moments, pulls } = table(1);
    const before = new Map([...values].map(([name, array]) => [name, array.slice()]));
    stepItemRows(
      values,
      moments,
      { width: WIDTH, attributes },
      update(vectorGradient([...before.get(ITEM_VECTORS)!], [...before.get(ATTRIBUTE_VECTORS)!], pulls)),
    );
    for (const [name, array] of values) {
      array.forEach((value, i) => {
        const sign = Math.sign(moments.get(name)!.first[i]!);
        // Values near 1 in float32, rounded twice.
        expect(value).toBeCloseTo(before.get(name)![i]! - 0.01 * sign, DIGITS);
      });
    }
  });

  test('other rows keep their bits, with moments and decay', () => {
    const { values, moments, pulls } = table(4);
    const shape = { width: WIDTH, attributes };
    const gradient = () => vectorGradient([...values.get(ITEM_VECTORS)!], [...values.get(ATTRIBUTE_VECTORS)!], pulls);
    // One step of all rows makes every moment positive.
    const all = Int32Array.from({ length: ITEMS + 1 }, (_, row) => row);
    const everything = {
      rows: all,
      vectorGradient: new Float32Array(all.length * WIDTH).fill(1),
      biasGradient: new Float32Array(all.length).fill(1),
    };
    stepItemRows(values, moments, shape, update(gradient(), everything));
    const bits = (array: Float32Array, size: number, row: number) => [
      ...new Uint32Array(array.buffer, 4 * row * size, size),
    ];
    const untouched = () =>
      ([ITEM_VECTORS, ITEM_BIAS, ATTRIBUTE_VECTORS] as const).map((name) => {
        const size = name === ITEM_BIAS ? 1 : WIDTH;
        const rows = name === ATTRIBUTE_VECTORS ? [4] : UNTOUCHED;
        const { first, second } = moments.get(name)!;
        return rows.map((row) => [values.get(name)!, first, second].map((array) => bits(array, size, row)));
      });
    const before = untouched();
    const touchedBefore = values.get(ITEM_VECTORS)!.slice();
    for (const step of [2, 3]) stepItemRows(values, moments, shape, update(gradient(), { step, weightDecay: 0.5 }));
    expect(untouched()).toEqual(before);
    for (const row of TOUCHED) expect(values.get(ITEM_VECTORS)![row * WIDTH]).not.toBe(touchedBefore[row * WIDTH]);
  });

  test('without attributes, only raw vectors and biases change', () => {
    const { values, moments, pulls } = table(5);
    values.delete(ATTRIBUTE_VECTORS);
    moments.delete(ATTRIBUTE_VECTORS);
    const own = [...values.get(ITEM_VECTORS)!];
    stepItemRows(values, moments, { width: WIDTH }, update(Float32Array.from(pulls)));
    // A gradient along the vector has no effect: lengths do not influence the loss.
    TOUCHED.forEach((row) => {
      const at = (array: ArrayLike<number>) => Array.from({ length: WIDTH }, (_, j) => array[row * WIDTH + j]!);
      expect(Math.abs(dot(at(own), at(moments.get(ITEM_VECTORS)!.first)))).toBeLessThan(GRADIENT_TOLERANCE);
    });
  });
});
