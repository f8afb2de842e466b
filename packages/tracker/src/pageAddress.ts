/** The page's address. A fragment counts only if an application routes by it: `#/product/7`. */
export const pageAddress = (): string => location.href.replace(/#(?![/!]).*/, '');

/**
 * Calls `onChange` when the page's address may have changed without loading. Browsers without the Navigation API (Safari
 * before 26.2, Firefox before 147) send no event for history.pushState
 * (https://developer.mozilla.org/docs/Web/API/Navigation_API), so that callers also compare `pageAddress` after changes of
 * the document.
 *
 * @returns a function that stops the calls
 */
export function observeAddress(onChange: () => void): () => void {
  const listen = (method: 'addEventListener' | 'removeEventListener') => {
    window[method]('popstate', onChange);
    window.navigation?.[method]('currententrychange', onChange);
  };
  listen('addEventListener');
  return () => listen('removeEventListener');
}
