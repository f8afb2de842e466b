/**
 * Pictures and frames with a source, which can be that of a `picture` element. Those without one yet are found again when
 * the list changes.
 */
export const LAZY = ':is([src],[srcset],source~img)[loading=lazy i]';

/** A screen of most devices, and more than the 1,250 pixels that Chromium looks ahead: https://web.dev/articles/browser-level-image-lazy-loading */
export const NEAR_PX = 1500;

/**
 * Loads all lazy pictures of a list as soon as the list is near the window. Without this, the browser loads the pictures of
 * the first cards only, and their requests reveal the order. It does not matter whether the list was ordered: every
 * shopper's page must request the same pictures.
 *
 * @param selector of the lists. Other lists are the same for every shopper anyway
 * @returns call it for each list, and again after cards were added
 */
export function watchPictures(selector: string): (list: Element) => void {
  const lists = `${selector}:not([data-aisle-pictures=as-shown])`;
  /** Lists near the window, and their pictures that were loaded. */
  const done = new WeakSet<Element>();
  const load = (list: Element) => {
    done.add(list);
    list.querySelectorAll<HTMLImageElement>(LAZY).forEach((picture) => {
      if (!done.has(picture)) loadNow(picture);
      done.add(picture);
    });
  };
  const observer = new IntersectionObserver(
    (entries) => entries.forEach(({ target, isIntersecting }) => isIntersecting && load(target)),
    { rootMargin: `${NEAR_PX}px` },
  );
  // Chromium looks further ahead on slow networks. Then the first picture that has loaded brings the others of its list.
  document.addEventListener(
    'load',
    ({ target }) => load((target as Element).closest(LAZY)?.closest(lists) ?? (target as Element)),
    true,
  );
  return (list) => list.matches(lists) && (done.has(list) ? load(list) : observer.observe(list));
}

let watchesPage = false;

/**
 * Loads the pictures of lists that scripts of the page render. Once a page, and to its end.
 *
 * @param lists their selector
 */
export function watchPagePictures(lists: string): void {
  // Simulated DOMs, such as jsdom, have no IntersectionObserver.
  if (watchesPage || typeof IntersectionObserver === 'undefined') return;
  watchesPage = true;
  const loadPictures = watchPictures(lists);
  const update = () => document.querySelectorAll(lists).forEach(loadPictures);
  new MutationObserver(update).observe(document, { childList: true, subtree: true });
  update();
}

/** Loads a lazy picture now, wherever it is. Its attribute does not change, because frameworks compare it during hydration. */
export function loadNow(picture: HTMLImageElement): void {
  picture.loading = 'eager';
  // Not at once: a picture that was just inserted reads the attribute in a microtask. A load that has begun goes on.
  setTimeout(() => (picture.loading = 'lazy'));
}
