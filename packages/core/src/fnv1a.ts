import { multiply32 } from './multiply32.js';

/** A hash of 32 bits, signed: Fowler, Noll, Vo 1991, http://www.isthe.com/chongo/tech/comp/fnv/. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = multiply32(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
