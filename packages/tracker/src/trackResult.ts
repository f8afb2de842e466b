/** Why an event was not stored. */
export type NotStoredReason =
  | 'no-consent'
  /** It is in this page's memory and goes with the page: consent is not granted yet, or storage failed. */
  | 'in-memory'
  /** Another source reported this action. */
  | 'duplicate'
  /** A program makes this visit. */
  | 'automation'
  /** The shop does not record this type. */
  | 'type-excluded'
  /** The history that it belongs to was erased. */
  | 'erased'
  | 'disposed';

/** `stored: true` is the acknowledgement: the transaction is complete, and later rankings include the event. */
export type TrackResult =
  | { readonly stored: true; readonly seq: number }
  | { readonly stored: false; readonly reason: NotStoredReason };
