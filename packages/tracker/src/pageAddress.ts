/** The page's address. A fragment counts only if an application routes by it: `#/product/7`. */
export const pageAddress = (): string => location.href.replace(/#(?![/!]).*/, '');

/**
 * Calls `onChange` when the page's address may have changed without loading. Callers also compare `pageAddress` after
 * changes of the document: browsers without the Navigation API send no event for history.pushState. These are Safari
 * before 26.2 and Firefox before 147 (https://developer.mozilla.org/docs/Web/API/Navigation_API).
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
