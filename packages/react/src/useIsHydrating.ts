import { useSyncExternalStore } from 'react';

const neverChanges = () => () => {};

/** True during server rendering, and in the hydration render, whose output must match the server's. */
export const useIsHydrating = (): boolean =>
  useSyncExternalStore(
    neverChanges,
    () => false,
    () => true,
  );
