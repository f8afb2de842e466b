/**
 * The promise's value, or `fallback` if it fails or takes longer than `limitMs`.
 * A shopper whose browser blocks Aisle's script must not wait for an answer that never comes.
 */
export function settled(promise, limitMs, fallback) {
  return Promise.race([
    Promise.resolve(promise).catch(() => fallback),
    new Promise((resolve) => setTimeout(resolve, limitMs, fallback)),
  ]);
}
