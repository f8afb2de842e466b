import { whenIdle } from './whenIdle.js';

/** The part of a document that tells whether its page is shown. */
export type VisibilitySource = Pick<Document, 'hidden'> & Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/**
 * Resolves when the page is idle, or at once when it is hidden: a page that the shopper leaves may have no idle time
 * left. The rule of web-vitals' function of this name.
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
