import type { PageInput } from '@aisle/decisions';

/**
 * What people do on a page, by any device. A click without a pointer comes from assistive technology. Scrolling and focus can
 * also come from a script; then a program passes as a person here.
 */
const INPUT_TYPES = ['pointermove', 'pointerdown', 'scroll', 'keydown', 'touchstart', 'focusin', 'click'] as const;

/** Counts the input of this page from now on, which the browser vouches for. Undefined on a server. */
export function countInput(): PageInput | undefined {
  if (typeof document === 'undefined') return undefined;
  const counts = Object.fromEntries(INPUT_TYPES.map((type) => [type, 0]));
  const count = ({ type, isTrusted }: Event) => void (isTrusted && counts[type]!++);
  for (const type of INPUT_TYPES) addEventListener(type, count, { capture: true, passive: true });
  return { sinceMs: Date.now(), counts };
}
