import { expect, test } from 'vitest';
import { decodeEntities } from './decodeEntities.js';

test.each([
  ['Tent &amp; mat', 'Tent & mat'],
  ['&lt;b&gt; &quot;x&quot; &apos;y&apos;', '<b> "x" \'y\''],
  ['1.9&nbsp;kg', '1.9 kg'],
  ['&#252;&#xFC;&#x1F600;', 'üü😀'],
  ['&unknown; &constructor; &__proto__;', '&unknown; &constructor; &__proto__;'],
  ['a&#0;b&#10;c&#xD800;d&#x110000;e', 'a b c d e'],
])('%s is read as %s', (text, decoded) => {
  expect(decodeEntities(text)).toBe(decoded);
});
