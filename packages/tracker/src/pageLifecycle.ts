import type { PageEnvironment } from './pageEnvironment.js';

export interface PageLifecycleListener {
  /** The page is being left, and may come back from the back/forward cache. */
  onPageHide(): void;
  onFreeze(): void;
  /** The page goes on after a freeze, or came back from the back/forward cache. */
  onResume(): void;
}

/**
 * Reports what the browser does with the page: https://wicg.github.io/page-lifecycle/.
 *
 * @param onShown a page that was prerendered is shown
 * @returns ends the reports
 */
export function observeLifecycle(
  listener: PageLifecycleListener,
  onShown: () => void,
  page: Pick<PageEnvironment, 'addEventListener' | 'document'>,
): () => void {
  const stop = new AbortController();
  // Of the capture phase: the listeners of the page itself may track, and these run before them.
  const options = { signal: stop.signal, capture: true };
  const onPageShow = (event: Event) => (event as PageTransitionEvent).persisted && listener.onResume();
  page.addEventListener('pagehide', () => listener.onPageHide(), options);
  page.addEventListener('pageshow', onPageShow, options);
  // Chromium sends these to tabs in the background and to pages in the back/forward cache.
  page.document.addEventListener('freeze', () => listener.onFreeze(), options);
  page.document.addEventListener('resume', () => listener.onResume(), options);
  page.document.addEventListener('prerenderingchange', onShown, options);
  return () => stop.abort();
}
