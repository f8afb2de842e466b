/** Filter and sort of a category's shelf, over the cards that are there. */
export function setUpListing() {
  const list = document.querySelector('[data-rerank]');
  const sort = document.getElementById('sort');
  const shown = document.querySelector('[data-shown]');
  const chips = [...document.querySelectorAll('[data-filter]')];
  let recommended = [...list.children];
  let filter = '';

  const arrange = () => {
    const price = (card) => Number(card.dataset.aislePrice);
    const sign = { up: 1, down: -1 }[sort.value];
    list.append(...(sign === undefined ? recommended : [...recommended].sort((a, b) => sign * (price(a) - price(b)))));
    for (const card of recommended) card.hidden = filter !== '' && card.dataset.style !== filter;
    const count = recommended.filter((card) => !card.hidden).length;
    shown.textContent = `${count} products`;
  };

  list.addEventListener('shop-ranked', () => {
    recommended = [...list.children];
    if (sort.value !== '') arrange();
  });
  sort.addEventListener('change', arrange);
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      filter = chip.dataset.filter;
      for (const other of chips) other.setAttribute('aria-pressed', String(other === chip));
      arrange();
    });
  }
}
