import type { ParameterSpec } from '../parameterSpec.js';

/** Scores every item: its query is compared with the vectors of the items. */
export interface ItemHead {
  readonly over: 'items';
  readonly target: string;
  /**
   * Name of its tensor [width, width], given the name of the head. The head asks with h + h·matrix, where h is the
   * encoder's state. Absent where it asks with the state itself. The tensor lies with the encoder's.
   */
  readonly queryMatrix?: (name: string) => string;
}

/** Answers for the session as a whole. */
export interface SessionHead {
  readonly over: 'session';
  readonly target: string;
  /** Its tensors, in the order of its file. Their names begin with `tensorPrefix(name)`. */
  readonly specs: (name: string, shape: { readonly width: number }) => readonly ParameterSpec[];
}

export type Head = ItemHead | SessionHead;

/** What the names of a head's tensors begin with. A reader that does not know the head skips tensors of such names. */
export const tensorPrefix = (name: string) => `heads.${name}.`;
