/** Shows below a list whether Aisle ordered it, and why not. */
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
      ? `In Aisle's order since first paint, by the ranking that the previous page stored on this device. The next page is ranked by release ${status.release}, tier ${status.tier}.`
      : `The shop's order${reason ? `. Reason: ${reason}` : " for cards that were on screen first. The next page will be in Aisle's order"}.`;
  });
}
