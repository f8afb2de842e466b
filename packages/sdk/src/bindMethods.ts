/**
 * Binds an object's methods to it: shops take them apart (`const { track } = aisle`), and frameworks call them on a proxy
 * (Vue's `ref`), which has no private members.
 */
export function bindMethods<T extends object>(instance: T): T {
  const methods = instance as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(instance))) {
    if (name !== 'constructor') methods[name] = (methods[name] as () => unknown).bind(instance);
  }
  return instance;
}
