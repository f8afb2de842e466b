/** Says below the shelf who ordered it, once Aisle can tell. */
export function explainOrder() {
  if (!window.aisle) return;
  const strip = document.querySelector('[data-strip]');
  const ids = [...document.querySelectorAll('[data-aisle-list] [data-aisle-item]')].map(
    (card) => card.dataset.aisleItem,
  );
  addEventListener('load', async () => {
    const status = await window.aisle.whenReady?.();
    const { reason } = window.aisle.rerankNow?.(ids) ?? { reason: 'not-loaded' };
    strip.textContent = status?.lists.ranked
      ? `In Aisle's order from the first paint on, by what the page before had left on this device. The next page's order: release ${status.release}, tier ${status.tier}.`
      : `The shop's own order${reason ? `. Reason: ${reason}` : " where it was on the screen first: the next page is in Aisle's"}.`;
  });
}
