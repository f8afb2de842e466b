import type { Product } from '../simulator/catalogue.js';
import { escapeHtml, money } from './markup.js';

/** The attributes that Aisle's tag reads. For a click on a link in a list's item, the tag sends select_item. */
export function itemAttributes(product: Product): string {
  const { item_id, item_name, item_brand, item_category, price } = product;
  return (
    `data-aisle-item="${item_id}" data-aisle-name="${escapeHtml(item_name)}" data-aisle-brand="${escapeHtml(item_brand)}" ` +
    `data-aisle-category="${escapeHtml(item_category)}" data-aisle-price="${price}"`
  );
}

export const nameWithoutBrand = ({ item_name, item_brand }: Product): string => item_name.slice(item_brand.length + 1);

/** A product in a list. Its image loads lazily, because the server does not know which cards come first. */
function card(product: Product): string {
  return (
    `<li class="card" ${itemAttributes(product)} data-style="${product.style}">` +
    `<a href="/product/${product.item_id}.html">` +
    `<img src="${product.image}" alt="" width="400" height="400" loading="lazy" decoding="async">` +
    `<span class="card-brand">${escapeHtml(product.item_brand)}</span>` +
    `<span class="card-name">${escapeHtml(nameWithoutBrand(product))}</span>` +
    `<span class="card-price">${money(product.price)}</span></a></li>`
  );
}

/** An empty card, for lists that the shop's script fills. */
export const CARD_TEMPLATE = `<template id="card"><li class="card"><a><img alt="" width="400" height="400" decoding="async"><span class="card-brand"></span><span class="card-name"></span><span class="card-price"></span></a></li></template>`;

/** An empty card for Aisle's slot, which sets the fields of assets/products.json. */
export const SLOT_TEMPLATE = `<template><li class="card"><a data-aisle-field="url"><img data-aisle-field="image" alt="" width="400" height="400" loading="lazy" decoding="async"><span class="card-brand" data-aisle-field="item_brand"></span><span class="card-name" data-aisle-field="name_without_brand"></span><span class="card-price" data-aisle-field="price"></span></a></li></template>`;

/** A card without a picture, for items whose pictures the page has not loaded. */
export const TEXT_TEMPLATE = `<template><li class="card card-text"><a data-aisle-field="url"><span class="card-brand" data-aisle-field="item_brand"></span><span class="card-name" data-aisle-field="name_without_brand"></span><span class="card-price" data-aisle-field="price"></span></a></li></template>`;

export const cards = (products: readonly Product[]): string => products.map(card).join('\n');

/** A grid of cards that Aisle orders before it is painted. */
export function cardList(listId: string, products: readonly Product[], className = 'grid'): string {
  return `<ul class="${className}" data-aisle-list="${listId}">${cards(products)}</ul>`;
}
