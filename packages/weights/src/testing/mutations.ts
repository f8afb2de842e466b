import { AisleError, type Random } from '@aisle/core';
import { applyDelta } from '../delta.js';
import { parseManifest } from '../parseManifest.js';
import { type Pointer, parsePointer, parseSignedPointer } from '../pointer.js';
import { pushVarint } from '../varint.js';
import { makeDelta } from '../write/makeDelta.js';

type Json = any;

const below = (random: Random, count: number) => Math.floor(random() * count);
const pick = <T>(random: Random, values: readonly T[]) => values[below(random, values.length)]!;

/** Every place of a value: its container and its key there. */
function places(value: Json): [Json, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [[value, key] as [Json, string], ...places(value[key])]);
}

export const randomBytes = (random: Random, length: number, values = 256): Uint8Array =>
  Uint8Array.from({ length }, () => below(random, values));

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

/** One to three changes of a document: a field gone, another's value, a number beside it, an entry more, anything. Leaves `value` as it is. */
function mutateJson(random: Random, value: Json): Json {
  const mutated = structuredClone(value);
  for (let times = random() < 0.7 ? 1 : 3; times > 0; times--) {
    const found = places(mutated);
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

/** No delta of `fuzzDelta` is longer: a step takes three of its bytes, so that its columns hold no more numbers than that. */
export const LONGEST_INPUT_BYTES = 300;

/** One to three changes of bytes: another byte, an end, a byte more or in place of one; mostly near the beginning, where the numbers are. */
function mutateBytes(random: Random, bytes: Uint8Array, head = 30): Uint8Array {
  let mutated = bytes.slice();
  for (let times = 1 + below(random, 3); times > 0; times--) {
    const at = random() < 0.7 ? below(random, head) : below(random, mutated.length);
    const kind = random();
    if (kind < 0.5) mutated[at] = below(random, 256);
    else if (kind < 0.75) mutated = mutated.slice(0, at);
    else mutated = Uint8Array.of(...mutated.slice(0, at), below(random, 256), ...mutated.slice(at + below(random, 2)));
  }
  return mutated;
}

/** How often each outcome came: the code of the refusal, or `taken`. */
export type Outcomes = Record<string, number>;

/** @throws whatever is no AisleError */
function count<T>(outcomes: Outcomes, read: () => T): T | undefined {
  let outcome = 'taken';
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

/** A JSON text with some bytes changed, as it would come over the network; undefined where it is none any more. */
function mutateText(random: Random, value: Json): Json {
  try {
    return JSON.parse(
      new TextDecoder().decode(mutateBytes(random, new TextEncoder().encode(JSON.stringify(value)), 2000)),
    );
  } catch {
    return undefined;
  }
}

/** @param manifests valid ones */
export function fuzzManifest(random: Random, inputs: number, manifests: readonly Json[]): Outcomes {
  const outcomes: Outcomes = {};
  for (let i = 0; i < inputs; i++) {
    const manifest = pick(random, manifests);
    const input = random() < 0.8 ? mutateJson(random, manifest) : mutateText(random, manifest);
    allocatedBy(() => count(outcomes, () => parseManifest(input)));
  }
  return outcomes;
}

/** @param pointer a valid one; signatures play no part */
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
    // The text that is signed is no text of the pointer's file: it may be anything.
    if (kind > 0.9)
      file.signed = new TextDecoder().decode(mutateBytes(random, new TextEncoder().encode(file.signed), 300));
    const input =
      kind >= 0.6 && kind < 0.8
        ? mutateJson(random, file)
        : kind >= 0.8 && kind <= 0.9
          ? mutateText(random, file)
          : file;
    allocatedBy(() => count(outcomes, () => parsePointer(parseSignedPointer(input))));
  }
  return outcomes;
}

export interface DeltaOutcomes {
  readonly outcomes: Outcomes;
  /** Files that a delta made and whose size was not the one that was asked for. */
  readonly wrongSizes: number;
  /** The most that one input allocated, in bytes of typed arrays. */
  readonly mostAllocatedBytes: number;
  /** What a delta may allocate: the files that it makes. */
  readonly targetBytes: number;
}

/** A header of extreme numbers behind a right beginning, then random bytes: what a change of a valid delta seldom comes to. */
function extremeDelta(random: Random, files: number): Uint8Array {
  const head = [0x41, 0x44, 0x4c, 0x31];
  pushVarint(head, files);
  for (let i = 0; i < files; i++) pushVarint(head, below(random, files + 1));
  const EXTREMES = [0, 1, 2, 127, 128, 599, 600, 601, 2 ** 14, 2 ** 28, 2 ** 31 - 1];
  for (let i = below(random, 12); i > 0; i--) {
    if (random() < 0.2) head.push(255, 255, 255, 255, below(random, 128));
    else pushVarint(head, pick(random, EXTREMES));
  }
  return Uint8Array.of(...head, ...randomBytes(random, below(random, 60)));
}

/** Deltas that were changed, deltas of extreme numbers, and plain random bytes, against files of 600 and 100 bytes. */
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
  let [wrongSizes, mostAllocatedBytes] = [0, 0];
  for (let i = 0; i < inputs; i++) {
    const kind = random();
    const input =
      kind < 0.7
        ? mutateBytes(random, delta)
        : kind < 0.9
          ? extremeDelta(random, sizes.length)
          : randomBytes(random, below(random, 200));
    const allocated = allocatedBy(() => {
      // Sometimes a file of the old release is not at hand.
      const made = count(outcomes, () => applyDelta(input, random() < 0.9 ? base : [base[0], undefined], sizes));
      wrongSizes += made?.filter((file, i) => file && file.length !== sizes[i]).length ?? 0;
    });
    mostAllocatedBytes = Math.max(mostAllocatedBytes, allocated);
  }
  return { outcomes, wrongSizes, mostAllocatedBytes, targetBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** More at once than any of these inputs can be worth. */
const MOST_AT_ONCE = 1 << 24;

/**
 * Bytes and entries that `work` asks for with `new Uint8Array(length)` and `Array.from({ length })`.
 *
 * @throws RangeError for more than MOST_AT_ONCE, before it is allocated
 */
function allocatedBy(work: () => void): number {
  let sum = 0;
  const [Bytes, from] = [globalThis.Uint8Array, Array.from];
  const take = (length: unknown) => {
    if (typeof length !== 'number') return;
    sum += length;
    if (length > MOST_AT_ONCE) throw new RangeError(`asked for ${length} at once`);
  };
  globalThis.Uint8Array = new Proxy(Bytes, {
    construct: (target, args, newTarget) => (take(args[0]), Reflect.construct(target, args, newTarget)),
  });
  Array.from = ((source: { length?: unknown }, ...rest: []) => (
    take(source.length), from(source as ArrayLike<unknown>, ...rest)
  )) as typeof Array.from;
  try {
    work();
  } finally {
    globalThis.Uint8Array = Bytes;
    Array.from = from;
  }
  return sum;
}
