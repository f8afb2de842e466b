import type { PageEnvironment } from './pageEnvironment.js';

/** The click of a key or a pointer follows within this time. */
const SAME_INPUT_MS = 1000;

/**
 * Reports inputs by a person: when, not which. A key that is held down is one input.
 *
 * @param signal ends the reports
 */
export function observeInput(
  page: Pick<PageEnvironment, 'addEventListener'>,
  now: () => number,
  onInput: (nowMs: number) => void,
  signal: AbortSignal,
): void {
  let latestMs = -Infinity;
  const listener = (event: Event) => {
    // Scripts can send events, but not trusted ones: https://dom.spec.whatwg.org/#dom-event-istrusted.
    if (!event.isTrusted) return;
    const nowMs = now();
    const isClick = event.type === 'click';
    // Assistive technology sends a click without key and pointer.
    const isNew = isClick ? nowMs - latestMs >= SAME_INPUT_MS : !(event as KeyboardEvent).repeat;
    if (!isClick) latestMs = nowMs;
    if (isNew) onInput(nowMs);
  };
  // Capture phase, so that this comes before the shop's listeners, which may track events.
  for (const type of ['pointerdown', 'keydown', 'click'])
    page.addEventListener(type, listener, { signal, capture: true });
}
