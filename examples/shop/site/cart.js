import { basket, setQuantity, sums } from './basket.js';
import { showCartCount } from './buying.js';
import { money } from './money.js';

const MAX_QUANTITY = 9;

function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function quantityField(item) {
  const select = element('select', { id: `quantity-${item.item_id}` });
  for (let count = 1; count <= Math.max(MAX_QUANTITY, item.quantity); count++) {
    select.append(
      element('option', count === item.quantity ? { value: count, selected: '' } : { value: count }, String(count)),
    );
  }
  select.addEventListener('change', () => {
    setQuantity(item.item_id, Number(select.value));
    renderCart();
    document.getElementById(select.id)?.focus();
  });
  return element('span', { class: 'quantity' }, element('label', { for: select.id }, 'Quantity'), select);
}

function removeButton(item) {
  const button = element(
    'button',
    {
      type: 'button',
      class: 'text-button',
      'data-aisle-event': 'remove_from_cart',
      'aria-label': `Remove ${item.item_name}`,
    },
    'Remove',
  );
  button.addEventListener('click', () => {
    setQuantity(item.item_id, 0);
    renderCart();
    document.querySelector('h1').setAttribute('tabindex', '-1');
    document.querySelector('h1').focus();
  });
  return button;
}

function row(item, editable) {
  const { item_id, item_name, item_brand, item_category, price, quantity, image } = item;
  const attributes = {
    class: 'row-item',
    'data-aisle-item': item_id,
    'data-aisle-name': item_name,
    'data-aisle-brand': item_brand,
    'data-aisle-category': item_category,
    'data-aisle-price': price,
    'data-aisle-quantity': quantity,
  };
  const href = `/product/${item_id}.html`;
  return element(
    'li',
    attributes,
    element(
      'a',
      { href, tabindex: '-1', 'aria-hidden': 'true' },
      element('img', { src: image, alt: '', width: 96, height: 96 }),
    ),
    element(
      'div',
      {},
      element('a', { href, class: 'row-name' }, item_name),
      ...(editable
        ? [quantityField(item), removeButton(item)]
        : [element('p', { class: 'note' }, `Quantity ${quantity}`)]),
    ),
    element('p', { class: 'row-price' }, money(price * quantity)),
  );
}

/** Renders the rows and sums of the cart page and of the checkout's summary. */
export function renderCart() {
  const items = basket();
  const rows = document.querySelector('[data-rows]');
  const editable = document.body.dataset.page === 'cart';
  rows.replaceChildren(...items.map((item) => row(item, editable)));
  document.querySelector('[data-cart]').hidden = items.length === 0;
  document.querySelector('[data-empty]').hidden = items.length > 0;
  const { subtotal, discount, delivery, total } = sums();
  document.querySelector('[data-subtotal]').textContent = money(subtotal);
  document.querySelector('[data-discount-line]').hidden = discount === 0;
  document.querySelector('[data-discount]').textContent = `−${money(discount)}`;
  document.querySelector('[data-delivery]').textContent = delivery === 0 ? 'Free' : money(delivery);
  document.querySelector('[data-total]').textContent = money(total);
  showGoesWith(items);
  showCartCount();
}

/** Names the items of the row "Goes well with". The checkout has no such row. */
export function showGoesWith(items) {
  const slot = document.querySelector('aisle-slot[kind=bought-with]');
  if (!slot) return;
  slot.hidden = items.length === 0;
  slot.setAttribute('items', items.map(({ item_id }) => item_id).join(' '));
}
