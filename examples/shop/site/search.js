import { fillList, loadProducts } from './products.js';

const words = (text) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Products that hold a word beginning with each word asked for; matches in the name come first. */
export function findProducts(products, term) {
  const asked = words(term);
  const hits = (text) => asked.filter((word) => words(text).some((held) => held.startsWith(word))).length;
  return products
    .map((product) => ({
      product,
      inName: hits(product.item_name),
      anywhere: hits(`${product.item_name} ${product.item_category} ${product.colour}`),
    }))
    .filter(({ anywhere }) => asked.length > 0 && anywhere === asked.length)
    .sort((a, b) => b.inName - a.inName)
    .map(({ product }) => product);
}

export async function showResults() {
  const term = (new URLSearchParams(location.search).get('q') ?? '').trim();
  const said = document.querySelector('[data-found]');
  document.getElementById('search-term').value = term;
  if (term === '') {
    said.textContent = 'Write what you are looking for into the field above.';
    return;
  }
  window.aisle?.track({ type: 'search', search_term: term.slice(0, 200) }).catch(() => undefined);
  try {
    const found = findProducts(await loadProducts(), term);
    document.querySelector('h1').textContent = `Results for “${term}”`;
    said.textContent =
      found.length === 0
        ? 'Nothing found. Try a brand, a kind of product, or fewer words.'
        : `${found.length} ${found.length === 1 ? 'product' : 'products'}`;
    fillList(document.querySelector('[data-results]'), found);
  } catch {
    said.textContent = 'The list of products could not be loaded. Please try again.';
  }
}
