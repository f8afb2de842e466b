import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { distinctItems } from './itemElement.js';

/** The places of the chosen slides, of slides like `a`, `a*` (a marked copy) and `a-` (hidden from screen readers). */
function chosen(slides: string): number[] {
  const html = slides.split(' ').map((slide) => {
    const state = slide.endsWith('*') ? 'class="slick-cloned"' : slide.endsWith('-') ? 'aria-hidden="true"' : '';
    return `<li data-aisle-item="${slide[0]}" ${state}></li>`;
  });
  const elements = [...parseHTML(`<ul>${html.join('')}</ul>`).document.querySelectorAll('li')];
  return distinctItems(elements as unknown as Element[]).map((element) => elements.indexOf(element as never));
}

test.each([
  ['no copies', 'a b c', [0, 1, 2]],
  ['marked copies', 'c* a b c a*', [1, 2, 3]],
  ['marked copies of all slides on both sides', 'a* b* a b a* b*', [2, 3]],
  ['one unmarked copy on each side', 'c a b c a', [1, 2, 3]],
  ['two unmarked copies on each side', 'b c a b c a b', [2, 3, 4]],
  ['unmarked copies, hidden slides', 'c- a b- c- a-', [1, 2, 3]],
  ['an unmarked copy at the end', 'a b c a', [0, 1, 2]],
  ['a track that repeats all slides', 'a b a b', [0, 1]],
  ['a track that repeats all slides twice', 'a b a b a b', [0, 1]],
  ['a single slide that is repeated', 'a a a', [0]],
  ['the same item twice, next to each other', 'a a b c', [0, 2, 3]],
  ['the same item in two places', 'a b c d b', [0, 1, 2, 3]],
  ['an item that only copies have', 'a* b c', [0, 1, 2]],
])('slides of a carousel: %s', (_, slides, expected) => {
  expect(chosen(slides)).toEqual(expected);
});
