import type { Random } from '@aisle/core';

type Draw = <T>(choices: readonly T[]) => T;
const drawFrom =
  (random: Random): Draw =>
  (choices) =>
    choices[Math.floor(random() * choices.length)]!;

/** Names that Aisle reads somewhere, and names that objects have of themselves. */
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

/** What a getter or a trap of a page may throw: anything. */
const thrown = (draw: Draw) =>
  draw([
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

/** A value that nobody who reads the documentation would hand over. The same numbers draw the same value. */
export function nastyValue(random: Random, depth = 0): unknown {
  const draw = drawFrom(random);
  const inner = () => nastyValue(random, depth + 1);
  const simple: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => draw([true, false]),
    () => draw(NUMBERS),
    () => draw(TEXTS),
    () => draw(TEXTS),
    () => 10n ** 30n,
    () => Symbol('nasty'),
    () => () => inner(),
    () => new Date(draw(NUMBERS)),
    () => /x/g,
    () => revoked(),
    () => Object.create(null) as object,
  ];
  const deep: (() => unknown)[] = [
    () => Array.from({ length: Math.floor(random() * 4) }, inner),
    () => {
      const sparse: unknown[] = [inner()];
      sparse.length = draw([2, 201, 5000]);
      return sparse;
    },
    () => record(random, depth),
    () => Object.assign(Object.create(null) as object, record(random, depth)),
    () =>
      Object.defineProperty(record(random, depth), draw(KEYS.filter((key) => key !== '__proto__')), {
        enumerable: true,
        configurable: true,
        get: () => {
          throw thrown(draw);
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
          throw thrown(draw);
        },
      }),
    () =>
      new Proxy([], {
        getPrototypeOf: () => {
          throw thrown(draw);
        },
        has: () => {
          throw thrown(draw);
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
        throw thrown(draw);
      },
    }),
    () => ({
      toString: () => {
        throw thrown(draw);
      },
      valueOf: () => ({}),
    }),
    () => ({
      then: () => {
        throw thrown(draw);
      },
    }),
  ];
  return draw(depth < 3 ? [...simple, ...deep, ...deep] : simple)();
}

function record(random: Random, depth: number): Record<string, unknown> {
  const draw = drawFrom(random);
  const made: Record<string, unknown> = {};
  for (let i = Math.floor(random() * 4); i > 0; i--) {
    // As JSON.parse makes it: an own property, whatever its name.
    Object.defineProperty(made, draw(KEYS), {
      value: nastyValue(random, depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return made;
}

/** A copy of `valid`, plain data, with one to three fields changed, added, left out or made to throw; or nothing of it. */
export function mutated(random: Random, valid: unknown): unknown {
  const draw = drawFrom(random);
  if (typeof valid !== 'object' || valid === null || random() < 0.2) return nastyValue(random);
  const copy = structuredClone(valid);
  // All places are found before the first change: to look at a nasty value may throw.
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
    const [at, key] = draw(places);
    const set = (name: string) =>
      Object.defineProperty(at, name, {
        value: nastyValue(random, 1),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    draw([
      () => set(key),
      () => set(key),
      () => Reflect.deleteProperty(at, key),
      // A list has a length of its own.
      () => !Array.isArray(at) && set(draw(KEYS)),
      () =>
        Object.defineProperty(at, key, {
          enumerable: true,
          configurable: true,
          get: () => {
            throw thrown(draw);
          },
        }),
    ])();
  }
  return copy;
}

/** The same, as far as it can be cloned: what reaches a channel or a database. */
export function clonable(random: Random, valid: unknown): unknown {
  for (;;) {
    try {
      return structuredClone(mutated(random, valid));
    } catch {
      // Drawn again.
    }
  }
}

/** As text, for attributes and markup. */
export function nastyText(random: Random): string {
  const draw = drawFrom(random);
  const parts = () => draw([...TEXTS, ...NUMBERS.map(String), ...KEYS]);
  return draw([
    parts,
    () => parts() + parts(),
    () => String.fromCharCode(...Array.from({ length: 5 }, () => Math.floor(random() * 0xffff))),
  ])();
}
