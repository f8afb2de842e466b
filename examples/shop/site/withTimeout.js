/**
 * Resolves with the promise's value, or with `fallback` if it rejects or takes longer than `limitMs`. A shopper whose browser
 * blocks Aisle's script must not wait for an answer.
 */
export function withTimeout(promise, limitMs, fallback) {
  return Promise.race([
    Promise.resolve(promise).catch(() => fallback),
    new Promise((resolve) => setTimeout(resolve, limitMs, fallback)),
  ]);
}
