/** If a page takes longer to load, the work starts anyway: it runs in a worker. */
const LONGEST_LOAD_WAIT_MS = 2_000;
/**
 * The same for a page that is never idle. After a click, Chromium (156) starts no idle period before its next frame, and
 * Aisle must not request a frame. The specification allows it: https://w3c.github.io/requestidlecallback/#idle-periods
 */
const LONGEST_IDLE_WAIT_MS = 500;

/** Resolves when the page has loaded and is idle, so that Aisle does not compete with the page. */
export async function whenIdle(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => {
      addEventListener('load', resolve);
      setTimeout(resolve, LONGEST_LOAD_WAIT_MS);
    });
  await new Promise((resolve) => {
    // Safari has no requestIdleCallback: https://developer.mozilla.org/docs/Web/API/Window/requestIdleCallback#browser_compatibility
    const waitsForIdle = typeof requestIdleCallback === 'function';
    // A page may have replaced it by a version that throws, or never calls back.
    setTimeout(resolve, waitsForIdle ? LONGEST_IDLE_WAIT_MS : 0);
    try {
      if (waitsForIdle) requestIdleCallback(resolve, { timeout: LONGEST_IDLE_WAIT_MS });
    } catch {
      // The timer resolves.
    }
  });
}
