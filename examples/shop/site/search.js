import { fillList, loadProducts } from './products.js';

const words = (text) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Products that have a word with each search word as prefix. Matches in the name come first. */
export function findProducts(products, term) {
  const termWords = words(term);
  const hits = (text) =>
    termWords.filter((word) => words(text).some((productWord) => productWord.startsWith(word))).length;
  return products
    .map((product) => ({
      product,
      inName: hits(product.item_name),
      anywhere: hits(`${product.item_name} ${product.item_category} ${product.colour}`),
    }))
    .filter(({ anywhere }) => termWords.length > 0 && anywhere === termWords.length)
    .sort((a, b) => b.inName - a.inName)
    .map(({ product }) => product);
}

export async function showResults() {
  const term = (new URLSearchParams(location.search).get('q') ?? '').trim();
  const message = document.querySelector('[data-found]');
  document.getElementById('search-term').value = term;
  if (term === '') {
    message.textContent = 'Enter a search term in the field above.';
    return;
  }
  window.aisle?.track({ type: 'search', search_term: term.slice(0, 200) }).catch(() => undefined);
  try {
    const found = findProducts(await loadProducts(), term);
    document.querySelector('h1').textContent = `Results for “${term}”`;
    message.textContent =
      found.length === 0
        ? 'Nothing found. Try a brand, a kind of product, or fewer words.'
        : `${found.length} ${found.length === 1 ? 'product' : 'products'}`;
    fillList(document.querySelector('[data-results]'), found);
  } catch {
    message.textContent = 'The list of products could not be loaded. Please try again.';
  }
}
