import { type AnchorHTMLAttributes, useSyncExternalStore } from 'react';

const moved = new Set<() => void>();

function subscribe(listener: () => void) {
  moved.add(listener);
  addEventListener('popstate', listener);
  return () => {
    moved.delete(listener);
    removeEventListener('popstate', listener);
  };
}

/** The segments of the page's path. */
export function usePath(): string[] {
  return useSyncExternalStore(subscribe, () => location.pathname)
    .split('/')
    .filter(Boolean)
    .map(decodeURIComponent);
}

/** A link that changes the path without loading a document. */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        history.pushState(null, '', href);
        scrollTo(0, 0);
        moved.forEach((listener) => listener());
      }}
    />
  );
}
