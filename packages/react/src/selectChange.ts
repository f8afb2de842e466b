import type { Status } from '@aisle/sdk';

/** Changes whenever an answer may: with consent, release and events. In the page's memory, events are not counted. */
export const selectChange = (status: Status) =>
  status.storedEvents === undefined ? status : [status.consent, status.release, status.storedEvents].join();
