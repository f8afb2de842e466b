import { ITEM_SELECTOR } from '../lists/cards.js';
import { NEAR_PX } from '../lists/pictures.js';
import { type CardImages, type ImageSource, repeatImage, webUrl } from './card.js';

const IMAGE_DEADLINE_MS = 3_000;

/**
 * Copies of the template's images for every item whose image the page has loaded and shows, by item id. All of them, before
 * the prediction: a policy that pictures violate reports each image that gets a source, also a loaded one.
 */
export async function repeatLoadedImages(
  template: HTMLTemplateElement,
  slot: Element,
): Promise<Map<string, CardImages>> {
  const found = new Map<string, ImageSource>();
  const images = [...document.querySelectorAll<HTMLImageElement>(`${ITEM_SELECTOR} img`)];
  // Pictures on the screen are loaded first. Without waiting for the others, the order of a list would choose the images.
  await Promise.all(images.filter((img) => slot.contains(img) || isInNearList(img)).map(whenSettled));
  for (const img of images) {
    const id = img.closest(ITEM_SELECTOR)!.getAttribute('data-aisle-item')!;
    const url = img.complete && img.naturalWidth ? webUrl(img.currentSrc) : undefined;
    if (url && !found.has(id)) found.set(id, { url, crossOrigin: img.crossOrigin });
  }
  // Sorted, because the order on the page can depend on the ranking.
  return new Map([...found].sort().map(([id, source]) => [id, repeatImage(template, source)]));
}

/** Whether the page loads the image, because it loads all pictures of a list that is near the window. */
function isInNearList(img: Element): boolean {
  const list = img.closest('[data-aisle-list]:not([data-aisle-rank=off],[data-aisle-pictures=as-shown])');
  return !!list && list.getBoundingClientRect().top < innerHeight + NEAR_PX;
}

/** Resolves when the image has loaded or failed, or after a while. */
function whenSettled(img: HTMLImageElement): Promise<unknown> {
  return new Promise((resolve) => {
    if (img.complete) resolve(0);
    for (const type of ['load', 'error']) img.addEventListener(type, resolve);
    setTimeout(resolve, IMAGE_DEADLINE_MS);
  });
}
