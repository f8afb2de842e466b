/** Every environment has it, though the language's library does not declare it. */
declare const crypto: { readonly getRandomValues: (numbers: Uint32Array) => unknown };

let calls = 0;

/**
 * Random numbers for ids, from 0 to 2^32 - 1. Ids must differ, but they need not be secret. So they come from
 * Math.random, the time and a counter if a script of the page has removed `crypto`.
 */
export function randomNumbers(count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  try {
    crypto.getRandomValues(numbers);
  } catch {
    // Use the numbers below.
  }
  // A replacement of `crypto` may leave the numbers unset.
  if (numbers[0]) return numbers;
  for (let i = 0; i < count; i++) numbers[i] = (Math.random() * 2 ** 32) ^ Math.imul(Date.now() + ++calls, 0x9e3779b1);
  return numbers;
}
