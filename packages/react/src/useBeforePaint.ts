import { useEffect, useLayoutEffect } from 'react';

export const onServer = typeof document === 'undefined';

/** On a server, React 18 warns of the other one. */
export const useBeforePaint = onServer ? useEffect : useLayoutEffect;
