import { whenIdle } from './whenIdle.js';

/** The part of a document that reports its visibility. */
export type VisibilitySource = Pick<Document, 'hidden'> & Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/**
 * Resolves when the page is idle, or immediately when it is hidden: a page that the shopper leaves may not become idle
 * again. Same rule as https://github.com/GoogleChrome/web-vitals/blob/main/src/lib/whenIdleOrHidden.ts
 */
export async function whenIdleOrHidden(
  page: VisibilitySource = document,
  idle: () => Promise<void> = whenIdle,
): Promise<'idle' | 'hidden'> {
  let check = () => {};
  try {
    return await new Promise((resolve) => {
      check = () => page.hidden && resolve('hidden');
      page.addEventListener('visibilitychange', check);
      check();
      void idle().then(() => resolve('idle'));
    });
  } finally {
    page.removeEventListener('visibilitychange', check);
  }
}
