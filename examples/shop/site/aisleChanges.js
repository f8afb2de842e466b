/** Calls `listener` at every change of Aisle's status. The stub has no `subscribe`, so this waits until the tag has loaded. */
export function onAisleChange(listener) {
  if (window.aisle?.subscribe) {
    window.aisle.subscribe(listener);
    listener();
  } else
    document
      .querySelector('script[data-manifest]')
      ?.addEventListener('load', () => onAisleChange(listener), { once: true });
}
