import type { ParameterSpec } from '../parameterSpec.js';

/** A head that scores every item: its query is compared with the item vectors. */
export interface ItemHead {
  readonly over: 'items';
  readonly target: string;
  /**
   * The name of its tensor [width, width], from the name of the head. Its query is h + h·matrix, where h is the state
   * of the encoder. Absent if the query is h. The tensor is stored with those of the encoder.
   */
  readonly queryMatrix?: (name: string) => string;
}

/** A head that predicts something about the whole session. */
export interface SessionHead {
  readonly over: 'session';
  readonly target: string;
  /** Its tensors, in the order of its file. Their names begin with `tensorPrefix(name)`. */
  readonly specs: (name: string, shape: { readonly width: number }) => readonly ParameterSpec[];
}

export type Head = ItemHead | SessionHead;

/** Prefix of the tensor names of a head. A reader that does not know the head skips tensors with this prefix. */
export const tensorPrefix = (name: string) => `heads.${name}.`;
