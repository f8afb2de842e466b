/** A page that takes longer to load gets the work anyway: it runs in a worker. */
const LONGEST_LOAD_WAIT_MS = 2_000;
/**
 * So does a page that is never idle. Chromium (156) has no idle time after a click until it paints another frame, which
 * Aisle must not request.
 */
const LONGEST_IDLE_WAIT_MS = 500;

/** Resolves when the page has loaded and is idle: until then, its own work needs the device. */
export async function whenIdle(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => {
      addEventListener('load', resolve);
      setTimeout(resolve, LONGEST_LOAD_WAIT_MS);
    });
  await new Promise((resolve) => {
    // Safari has no idle callback.
    if (typeof requestIdleCallback === 'function') requestIdleCallback(resolve, { timeout: LONGEST_IDLE_WAIT_MS });
    else setTimeout(resolve);
  });
}
