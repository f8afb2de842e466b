import type { Random } from '@aisle/core';

type Choose = <T>(choices: readonly T[]) => T;
const chooserOf =
  (random: Random): Choose =>
  (choices) =>
    choices[Math.floor(random() * choices.length)]!;

/** Property names that Aisle reads, and names that all objects have. */
const KEYS = [
  'type',
  'items',
  'item_id',
  'price',
  'quantity',
  'index',
  'timestampMs',
  'search_term',
  'kind',
  'cursor',
  'seq',
  'historyId',
  'consent',
  'event',
  'ecommerce',
  'name',
  'length',
  '__proto__',
  'constructor',
  'toString',
  'then',
  'toJSON',
  '0',
  '',
] as const;
const TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  '[object Object]',
  '__proto__',
  'granted',
  'denied',
  'view_item',
  'purchase',
  '\ud800',
  'a\udfff\u0000b',
  '\u202e',
  '1e999',
  '12,5',
  '<script>',
  'http://[',
  'x'.repeat(201),
  '\ud83d'.repeat(300),
  'y'.repeat(100_000),
] as const;
const NUMBERS = [
  0,
  -0,
  -1,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e308,
  Number.MIN_VALUE,
] as const;

/** A value that a getter or a proxy trap throws. */
const thrownValue = (choose: Choose) =>
  choose([
    new Error('a getter of the page'),
    'a text',
    undefined,
    null,
    Symbol('thrown'),
    7,
    Object.create(null) as object,
    revoked(),
  ]);

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A value outside of every documented type. The same random numbers give the same value. */
export function hostileValue(random: Random, depth = 0): unknown {
  const choose = chooserOf(random);
  const inner = () => hostileValue(random, depth + 1);
  const simple: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => choose([true, false]),
    () => choose(NUMBERS),
    () => choose(TEXTS),
    () => choose(TEXTS),
    () => 10n ** 30n,
    () => Symbol('hostile'),
    () => () => inner(),
    () => new Date(choose(NUMBERS)),
    () => /x/g,
    () => revoked(),
    () => Object.create(null) as object,
  ];
  const deep: (() => unknown)[] = [
    () => Array.from({ length: Math.floor(random() * 4) }, inner),
    () => {
      const sparse: unknown[] = [inner()];
      sparse.length = choose([2, 201, 5000]);
      return sparse;
    },
    () => record(random, depth),
    () => Object.assign(Object.create(null) as object, record(random, depth)),
    () =>
      Object.defineProperty(record(random, depth), choose(KEYS.filter((key) => key !== '__proto__')), {
        enumerable: true,
        configurable: true,
        get: () => {
          throw thrownValue(choose);
        },
      }),
    () => {
      const cycle: Record<string, unknown> = record(random, depth);
      cycle.items = [cycle];
      return cycle;
    },
    () => new Map([[inner(), inner()]]),
    () => new Set([inner()]),
    () => new Proxy(record(random, depth), {}),
    () =>
      new Proxy(record(random, depth), {
        get: () => {
          throw thrownValue(choose);
        },
      }),
    () =>
      new Proxy([], {
        getPrototypeOf: () => {
          throw thrownValue(choose);
        },
        has: () => {
          throw thrownValue(choose);
        },
      }),
    () => {
      let nested: unknown = inner();
      for (let i = 0; i < 2000; i++) nested = i % 2 === 0 ? [nested] : { items: nested };
      return nested;
    },
    () => new Uint8Array(3),
    () => ({
      [Symbol.iterator]: () => {
        throw thrownValue(choose);
      },
    }),
    () => ({
      toString: () => {
        throw thrownValue(choose);
      },
      valueOf: () => ({}),
    }),
    () => ({
      then: () => {
        throw thrownValue(choose);
      },
    }),
  ];
  return choose(depth < 3 ? [...simple, ...deep, ...deep] : simple)();
}

function record(random: Random, depth: number): Record<string, unknown> {
  const choose = chooserOf(random);
  const made: Record<string, unknown> = {};
  for (let i = Math.floor(random() * 4); i > 0; i--) {
    // An own property even for `__proto__`, as JSON.parse creates it.
    Object.defineProperty(made, choose(KEYS), {
      value: hostileValue(random, depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return made;
}

/** Returns a copy of `valid` with one to three fields changed, added, removed or made to throw; or a hostile value. */
export function mutated(random: Random, valid: unknown): unknown {
  const choose = chooserOf(random);
  if (typeof valid !== 'object' || valid === null || random() < 0.2) return hostileValue(random);
  const copy = structuredClone(valid);
  // Collect all fields before the first change, because reading a hostile value can throw.
  const places: [object, string][] = [];
  const visit = (at: unknown) => {
    if (typeof at !== 'object' || at === null) return;
    for (const [key, value] of Object.entries(at)) {
      places.push([at, key]);
      visit(value);
    }
  };
  visit(copy);
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const [at, key] = choose(places);
    const set = (name: string) =>
      Object.defineProperty(at, name, {
        value: hostileValue(random, 1),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    choose([
      () => set(key),
      () => set(key),
      () => Reflect.deleteProperty(at, key),
      // Not for lists, whose `length` cannot be defined.
      () => !Array.isArray(at) && set(choose(KEYS)),
      () =>
        Object.defineProperty(at, key, {
          enumerable: true,
          configurable: true,
          get: () => {
            throw thrownValue(choose);
          },
        }),
    ])();
  }
  return copy;
}

/** A mutated value that can be cloned, for channels and databases. */
export function mutatedClone(random: Random, valid: unknown): unknown {
  for (;;) {
    try {
      return structuredClone(mutated(random, valid));
    } catch {
      // Not clonable: try another one.
    }
  }
}

/** Hostile text for attributes and markup. */
export function hostileText(random: Random): string {
  const choose = chooserOf(random);
  const parts = () => choose([...TEXTS, ...NUMBERS.map(String), ...KEYS]);
  return choose([
    parts,
    () => parts() + parts(),
    () => String.fromCharCode(...Array.from({ length: 5 }, () => Math.floor(random() * 0xffff))),
  ])();
}
