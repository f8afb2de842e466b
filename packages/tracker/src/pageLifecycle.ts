import type { PageEnvironment } from './pageEnvironment.js';

export interface PageLifecycleListener {
  /** The page is being left, and may come back from the back/forward cache. */
  onLeave(): void;
  onFreeze(): void;
  /** The page goes on after a freeze, or came back from the back/forward cache. */
  onResume(): void;
}

/** Reports what the browser does with the page: https://wicg.github.io/page-lifecycle/. */
export class PageLifecycle {
  readonly #stop = new AbortController();
  readonly #document: PageEnvironment['document'];

  /** @param onShown a page that was prerendered is shown */
  constructor(
    listener: PageLifecycleListener,
    onShown: () => void,
    page: Pick<PageEnvironment, 'addEventListener' | 'document'>,
  ) {
    const { document } = page;
    this.#document = document;
    // Of the capture phase: the listeners of the page itself may track, and these run before them.
    const options = { signal: this.#stop.signal, capture: true };
    page.addEventListener('pagehide', () => listener.onLeave(), options);
    page.addEventListener(
      'pageshow',
      (event) => (event as PageTransitionEvent).persisted && listener.onResume(),
      options,
    );
    // Chromium sends these to tabs in the background and to pages in the back/forward cache.
    document.addEventListener('freeze', () => listener.onFreeze(), options);
    document.addEventListener('resume', () => listener.onResume(), options);
    document.addEventListener('prerenderingchange', onShown, options);
  }

  get prerendering(): boolean {
    return this.#document.prerendering === true;
  }

  /** Reports nothing any more. */
  stop(): void {
    this.#stop.abort();
  }
}
