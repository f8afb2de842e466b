/* The shop's script. Only one line uses Aisle: it requests the order of a list. */
const PRODUCTS = [
  ['sku-0005', 'Wooldale Donegal Crew Sweater', 'Wooldale', 'Knitwear', 74],
  ['sku-0120', 'Torvik Light Gilet', 'Torvik', 'Jackets', 113],
  ['sku-0150', 'Pacer Canvas Sneaker', 'Pacer', 'Footwear', 63],
  ['sku-0241', 'Basecove Family Tent', 'Basecove', 'Camping', 180],
  ['sku-0245', 'Fernhollow Dome Tent', 'Fernhollow', 'Camping', 295],
  ['sku-0265', 'Torvik Wind Camp Stove', 'Torvik', 'Camping', 101],
  ['sku-0370', 'Molino Single-Boiler Espresso Machine', 'Molino', 'Coffee', 420],
  ['sku-0373', 'Molino Single-Dose Coffee Grinder', 'Molino', 'Coffee', 114],
  ['sku-0410', 'Hearthly 6-Cup Moka Pot', 'Hearthly', 'Coffee', 25.95],
  ['sku-0485', 'Lune Mushroom Table Lamp', 'Lune', 'Lighting', 138],
  ['sku-0600', 'Hearthly Runner Rug', 'Hearthly', 'Textiles', 200],
  ['sku-0700', 'Pacer Commuter Pannier', 'Pacer', 'Cycling', 44.95],
].map(([item_id, item_name, item_brand, item_category, price]) => ({
  item_id,
  item_name,
  item_brand,
  item_category,
  price,
}));

const find = (selector) => document.querySelector(selector);
const money = (price) => price.toLocaleString('en', { style: 'currency', currency: 'EUR' });
const hue = ({ item_id }) => (Number(item_id.slice(4)) * 47) % 360;

/* Clears the ecommerce object before each push: https://developers.google.com/analytics/devguides/collection/ga4/ecommerce */
function sendEvent(event, items, more) {
  dataLayer.push({ ecommerce: null });
  dataLayer.push({ event, ecommerce: { currency: 'EUR', ...more, items } });
}

function drawList(list, products) {
  list.replaceChildren(
    ...products.map((product, index) => {
      const card = document.createElement('li');
      const link = card.appendChild(document.createElement('a'));
      link.href = `/product.html?sku=${product.item_id}`;
      const tile = link.appendChild(document.createElement('span'));
      tile.className = 'tile';
      tile.style.setProperty('--hue', hue(product));
      link.append(product.item_name);
      card.appendChild(document.createElement('span')).textContent = money(product.price);
      link.addEventListener('click', () => sendEvent('select_item', [{ ...product, index }], { item_list_id: 'home' }));
      return card;
    }),
  );
}

async function showHome() {
  const list = find('[data-list]');
  const { items, ranked } = await aisle.rerank(PRODUCTS, { deadlineMs: 400 });
  drawList(list, items);
  if (ranked) find('[data-note]').textContent = 'Ordered on this device, based on what you viewed here.';
  sendEvent(
    'view_item_list',
    items.map((product, index) => ({ ...product, index })),
    { item_list_id: 'home' },
  );
}

function showProduct() {
  const sku = new URLSearchParams(location.search).get('sku');
  const product = PRODUCTS.find(({ item_id }) => item_id === sku) ?? PRODUCTS[0];
  document.title = `${product.item_name}, Pine & Pocket`;
  find('[data-name]').textContent = product.item_name;
  find('[data-brand]').textContent = `${product.item_brand}, ${product.item_category}`;
  find('[data-price]').textContent = money(product.price);
  find('[data-tile]').style.setProperty('--hue', hue(product));
  sendEvent('view_item', [product]);
  find('[data-add]').addEventListener('click', () => {
    sendEvent('add_to_cart', [{ ...product, quantity: 1 }]);
    find('[data-status]').textContent = 'In your cart.';
  });
  find('[data-buy]').addEventListener('click', () => {
    sendEvent('purchase', [{ ...product, quantity: 1 }], { transaction_id: `T${Date.now()}`, value: product.price });
    find('[data-status]').textContent = 'Thank you. Your order is on its way.';
  });
}

/* The shop stores the answer, like a consent platform, and repeats it on every page. */
function askForConsent() {
  const updateConsent = (answer) =>
    gtag('consent', 'update', { analytics_storage: answer, personalization_storage: answer });
  const storedAnswer = localStorage.getItem('shop-consent');
  if (storedAnswer) return updateConsent(storedAnswer);
  const banner = document.body.appendChild(document.createElement('aside'));
  banner.append('May this shop remember on this device what you look at, to order lists for you?');
  for (const [label, answer] of [
    ['Accept', 'granted'],
    ['Decline', 'denied'],
  ]) {
    const button = banner.appendChild(document.createElement('button'));
    button.textContent = label;
    button.addEventListener('click', () => {
      localStorage.setItem('shop-consent', answer);
      updateConsent(answer);
      banner.remove();
    });
  }
}

askForConsent();
void (document.body.dataset.page === 'home' ? showHome() : showProduct());
