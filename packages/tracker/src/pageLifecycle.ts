import type { PageEnvironment } from './pageEnvironment.js';

export interface PageLifecycleListener {
  /** The page is being hidden or unloaded. It may return from the back/forward cache. */
  onPageHide(): void;
  onFreeze(): void;
  /** The page resumes after a freeze, or returns from the back/forward cache. */
  onResume(): void;
}

/**
 * Reports the lifecycle of the page (https://wicg.github.io/page-lifecycle/).
 *
 * @param onShown called when a prerendered page is shown
 * @param signal ends the reports
 * @param onLeave called before `onPageHide` and `onFreeze`. `cached`: the page enters the back/forward cache
 */
export function observeLifecycle(
  listener: PageLifecycleListener,
  onShown: () => void,
  page: Pick<PageEnvironment, 'addEventListener' | 'document'>,
  signal: AbortSignal,
  onLeave: (cached: boolean) => void = () => {},
): void {
  // Capture phase, so that these listeners run before the page's, which may track events.
  const options = { signal, capture: true };
  const onPageShow = (event: Event) => (event as PageTransitionEvent).persisted && listener.onResume();
  page.addEventListener('pagehide', (event) => onLeave((event as PageTransitionEvent).persisted), options);
  page.document.addEventListener('freeze', () => onLeave(false), options);
  page.addEventListener('pagehide', () => listener.onPageHide(), options);
  page.addEventListener('pageshow', onPageShow, options);
  // Chromium sends these to background tabs and to pages in the back/forward cache.
  page.document.addEventListener('freeze', () => listener.onFreeze(), options);
  page.document.addEventListener('resume', () => listener.onResume(), options);
  page.document.addEventListener('prerenderingchange', onShown, options);
}
