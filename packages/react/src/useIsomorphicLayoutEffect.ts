import { useEffect, useLayoutEffect } from 'react';

export const isServer = typeof document === 'undefined';

/** React 18 warns about `useLayoutEffect` on a server. React 19 does not (facebook/react#26395): this can go with support for React 18. */
export const useIsomorphicLayoutEffect = isServer ? useEffect : useLayoutEffect;
