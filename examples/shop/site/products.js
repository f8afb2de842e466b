import { money } from './money.js';

/** Loads all products from the shop's static file. */
export async function loadProducts() {
  const response = await fetch('/assets/products.json');
  if (!response.ok) throw new Error(`products.json answered ${response.status}`);
  return response.json();
}

/** Creates a product's card from the page's template. */
export function cardFor(product) {
  const card = document.getElementById('card').content.firstElementChild.cloneNode(true);
  const { item_id, item_name, item_brand, item_category, price, image } = product;
  Object.assign(card.dataset, {
    aisleItem: item_id,
    aisleName: item_name,
    aisleBrand: item_brand,
    aisleCategory: item_category,
    aislePrice: price,
  });
  card.firstElementChild.href = `/product/${item_id}.html`;
  card.querySelector('img').src = image;
  card.querySelector('.card-brand').textContent = item_brand;
  card.querySelector('.card-name').textContent = item_name.slice(item_brand.length + 1);
  card.querySelector('.card-price').textContent = money(price);
  return card;
}

/** Fills a list that was empty when Aisle's tag read the page, and tracks its view. */
export function fillList(list, products) {
  list.replaceChildren(...products.map(cardFor));
  if (products.length === 0) return;
  const items = products.slice(0, 200).map(({ item_id, item_name, item_brand, item_category, price }, index) => ({
    item_id,
    item_name,
    item_brand,
    item_category,
    price,
    index,
  }));
  window.aisle?.track({ type: 'view_item_list', item_list_id: list.dataset.aisleList, items }).catch(() => undefined);
}
