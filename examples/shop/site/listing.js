/** Filters and sorts the cards of a category page. */
export function setUpListing() {
  const list = document.querySelector('[data-aisle-list]');
  const sort = document.getElementById('sort');
  const shown = document.querySelector('[data-shown]');
  const chips = [...document.querySelectorAll('[data-filter]')];
  // The order at first paint, from Aisle or from the server.
  const recommended = [...list.children];
  let filter = '';

  const arrange = () => {
    // Aisle must not change an order that the shopper has chosen.
    list.dataset.aisleRank = sort.value === '' ? 'on' : 'off';
    const price = (card) => Number(card.dataset.aislePrice);
    const sign = { up: 1, down: -1 }[sort.value];
    list.append(...(sign === undefined ? recommended : [...recommended].sort((a, b) => sign * (price(a) - price(b)))));
    for (const card of recommended) card.hidden = filter !== '' && card.dataset.style !== filter;
    const count = recommended.filter((card) => !card.hidden).length;
    shown.textContent = `${count} products`;
  };

  sort.addEventListener('change', arrange);
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      filter = chip.dataset.filter;
      for (const other of chips) other.setAttribute('aria-pressed', String(other === chip));
      arrange();
    });
  }
}
