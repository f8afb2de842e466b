import { AisleError, type Random } from '@aisle/core';
import { applyDelta } from '../delta.js';
import { parseManifest } from '../parseManifest.js';
import { type Pointer, parsePointer, parseSignedPointer } from '../pointer.js';
import { pushVarint } from '../varint.js';
import { makeDelta } from '../write/makeDelta.js';

type Json = any;

const randomIndex = (random: Random, recordOutcome: number) => Math.floor(random() * recordOutcome);
const pick = <T>(random: Random, values: readonly T[]) => values[randomIndex(random, values.length)]!;

/** Every nested value, as its container and key. */
function locations(value: Json): [Json, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [[value, key] as [Json, string], ...locations(value[key])]);
}

export const randomBytes = (random: Random, length: number, values = 256): Uint8Array =>
  Uint8Array.from({ length }, () => randomIndex(random, values));

const REPLACEMENTS = [
  null,
  undefined,
  NaN,
  Infinity,
  -1,
  0,
  0.5,
  1,
  4,
  2 ** 31,
  2 ** 53,
  1e308,
  '',
  'x',
  '../x',
  '9.0.0',
  '__proto__',
  true,
  [],
  {},
  [[]],
  { length: 1e9 },
];

/** Returns a copy with one to three changes: a removed field, a copied value, a nearby number, a new entry, or any value. */
function mutateJson(random: Random, value: Json): Json {
  const mutated = structuredClone(value);
  for (let times = random() < 0.7 ? 1 : 3; times > 0; times--) {
    const found = locations(mutated);
    if (found.length === 0) return mutated;
    const [container, key] = pick(random, found);
    const kind = random();
    if (kind < 0.15) delete container[key];
    else if (kind < 0.3)
      [container[key]] = [pick(random, found)].map(([other, otherKey]) => structuredClone(other[otherKey]));
    else if (kind < 0.45 && typeof container[key] === 'number') container[key] += pick(random, [-4, -1, 1, 4]);
    else if (kind < 0.6 && Array.isArray(container[key]))
      container[key].push(structuredClone(pick(random, container[key]) ?? 1));
    else container[key] = structuredClone(pick(random, REPLACEMENTS));
  }
  return mutated;
}

/** Deltas of `fuzzDelta` are shorter. A step takes three bytes, which limits the numbers in its columns. */
export const MAX_INPUT_BYTES = 300;

/** Returns a copy with one to three changes: a replaced, removed or added byte, or an early end. Most are in the header. */
function mutateBytes(random: Random, bytes: Uint8Array, head = 30): Uint8Array {
  let mutated = bytes.slice();
  for (let times = 1 + randomIndex(random, 3); times > 0; times--) {
    const at = random() < 0.7 ? randomIndex(random, head) : randomIndex(random, mutated.length);
    const kind = random();
    if (kind < 0.5) mutated[at] = randomIndex(random, 256);
    else if (kind < 0.75) mutated = mutated.slice(0, at);
    else
      mutated = Uint8Array.of(
        ...mutated.slice(0, at),
        randomIndex(random, 256),
        ...mutated.slice(at + randomIndex(random, 2)),
      );
  }
  return mutated;
}

/** The number of inputs by outcome: an error code, or `accepted`. */
export type Outcomes = Record<string, number>;

/** @throws any error that is not an AisleError */
function recordOutcome<T>(outcomes: Outcomes, read: () => T): T | undefined {
  let outcome = 'accepted';
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AisleError)) throw error;
    outcome = error.code;
    return undefined;
  } finally {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
}

/** The value of a JSON text with changed bytes; undefined if the JSON is invalid. */
function mutateText(random: Random, value: Json): Json {
  try {
    return JSON.parse(
      new TextDecoder().decode(mutateBytes(random, new TextEncoder().encode(JSON.stringify(value)), 2000)),
    );
  } catch {
    return undefined;
  }
}

/** @param manifests valid manifests to mutate */
export function fuzzManifest(random: Random, inputs: number, manifests: readonly Json[]): Outcomes {
  const outcomes: Outcomes = {};
  for (let i = 0; i < inputs; i++) {
    const manifest = pick(random, manifests);
    const input = random() < 0.8 ? mutateJson(random, manifest) : mutateText(random, manifest);
    allocatedBy(() => recordOutcome(outcomes, () => parseManifest(input)));
  }
  return outcomes;
}

/** @param pointer a valid pointer to mutate; its signatures are not verified */
export function fuzzPointer(random: Random, inputs: number, pointer: Pointer): Outcomes {
  const outcomes: Outcomes = {};
  for (let i = 0; i < inputs; i++) {
    const kind = random();
    const file: Json = {
      format: 'aisle-pointer',
      formatVersion: 1,
      signed: JSON.stringify(kind < 0.6 ? mutateJson(random, pointer) : pointer),
      signatures: [{ publicKey: 'A'.repeat(43), signature: 'A'.repeat(86) }],
    };
    // The signed text is a string inside the file, so it need not be valid JSON.
    if (kind > 0.9)
      file.signed = new TextDecoder().decode(mutateBytes(random, new TextEncoder().encode(file.signed), 300));
    const input =
      kind >= 0.6 && kind < 0.8
        ? mutateJson(random, file)
        : kind >= 0.8 && kind <= 0.9
          ? mutateText(random, file)
          : file;
    allocatedBy(() => recordOutcome(outcomes, () => parsePointer(parseSignedPointer(input))));
  }
  return outcomes;
}

export interface DeltaOutcomes {
  readonly outcomes: Outcomes;
  /** Results whose size was not the expected one. */
  readonly wrongSizes: number;
  /** The maximum that one input allocated, in bytes of typed arrays. */
  readonly maxAllocatedBytes: number;
  /** The size of the files that a delta builds, which it may allocate. */
  readonly targetBytes: number;
}

/** A valid magic number, extreme numbers, then random bytes. Mutations of a valid delta rarely reach these. */
function extremeDelta(random: Random, files: number): Uint8Array {
  const head = [0x41, 0x44, 0x4c, 0x31];
  pushVarint(head, files);
  for (let i = 0; i < files; i++) pushVarint(head, randomIndex(random, files + 1));
  const EXTREMES = [0, 1, 2, 127, 128, 599, 600, 601, 2 ** 14, 2 ** 28, 2 ** 31 - 1];
  for (let i = randomIndex(random, 12); i > 0; i--) {
    if (random() < 0.2) head.push(255, 255, 255, 255, randomIndex(random, 128));
    else pushVarint(head, pick(random, EXTREMES));
  }
  return Uint8Array.of(...head, ...randomBytes(random, randomIndex(random, 60)));
}

/** Applies mutated deltas, deltas of extreme numbers, and random bytes to files of 600 and 100 bytes. */
export function fuzzDelta(random: Random, inputs: number): DeltaOutcomes {
  const base = [randomBytes(random, 600), randomBytes(random, 100)];
  const files = base.map((file, i) =>
    Uint8Array.of(...file.slice(0, 50), ...randomBytes(random, 20 + i), ...file.slice(60)),
  );
  const sizes = files.map(({ length }) => length);
  const delta = makeDelta(
    base,
    files.map((bytes, i) => ({ bytes, base: i })),
  );
  const outcomes: Outcomes = {};
  let [wrongSizes, maxAllocatedBytes] = [0, 0];
  for (let i = 0; i < inputs; i++) {
    const kind = random();
    const input =
      kind < 0.7
        ? mutateBytes(random, delta)
        : kind < 0.9
          ? extremeDelta(random, sizes.length)
          : randomBytes(random, randomIndex(random, 200));
    const allocated = allocatedBy(() => {
      // In one of ten rounds, a file of the old release is missing.
      const made = recordOutcome(outcomes, () =>
        applyDelta(input, random() < 0.9 ? base : [base[0], undefined], sizes),
      );
      wrongSizes += made?.filter((file, i) => file && file.length !== sizes[i]).length ?? 0;
    });
    maxAllocatedBytes = Math.max(maxAllocatedBytes, allocated);
  }
  return { outcomes, wrongSizes, maxAllocatedBytes, targetBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** A larger single allocation is a failure. */
const MAX_ALLOCATION_BYTES = 1 << 24;

/**
 * Counts what `work` allocates by `new Uint8Array(length)` and `Array.from({ length })`.
 *
 * @throws RangeError for more than MOST_AT_ONCE, before it is allocated
 */
function allocatedBy(work: () => void): number {
  let sum = 0;
  const [Bytes, from] = [globalThis.Uint8Array, Array.from];
  const recordAllocation = (length: unknown) => {
    if (typeof length !== 'number') return;
    sum += length;
    if (length > MAX_ALLOCATION_BYTES) throw new RangeError(`allocation of ${length} at once`);
  };
  globalThis.Uint8Array = new Proxy(Bytes, {
    construct: (target, args, newTarget) => (recordAllocation(args[0]), Reflect.construct(target, args, newTarget)),
  });
  Array.from = ((source: { length?: unknown }, ...rest: []) => (
    recordAllocation(source.length), from(source as ArrayLike<unknown>, ...rest)
  )) as typeof Array.from;
  try {
    work();
  } finally {
    globalThis.Uint8Array = Bytes;
    Array.from = from;
  }
  return sum;
}
