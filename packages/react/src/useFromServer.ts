import { useSyncExternalStore } from 'react';

const neverChanges = () => () => {};

/** Whether this render is the server's, or the one that must agree with it. */
export const useFromServer = (): boolean =>
  useSyncExternalStore(
    neverChanges,
    () => false,
    () => true,
  );
