/** Why an event was not stored. */
export type NotStoredReason =
  | 'no-consent'
  /** The event is in this page's memory and ends with the page: consent is not granted yet, or storage failed. */
  | 'in-memory'
  /** Another source has reported the same action. */
  | 'duplicate'
  /** A program makes the visit. */
  | 'automation'
  /** The option `eventTypes` excludes the type. */
  | 'type-excluded'
  /** The history of the event was erased. */
  | 'erased'
  | 'disposed';

/** `stored: true` is the acknowledgement: the transaction is complete, and later rankings include the event. */
export type TrackResult =
  | { readonly stored: true; readonly seq: number }
  | { readonly stored: false; readonly reason: NotStoredReason };
