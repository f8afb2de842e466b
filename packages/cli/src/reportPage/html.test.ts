import { expect, test } from 'vitest';
import { html } from './html.js';

test('values are escaped in content and in attributes', () => {
  const hostile = `<img src=x onerror="alert('1')">&`;
  const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';
  expect(html`<p title="${hostile}">${hostile}</p>`.toString()).toBe(`<p title="${escaped}">${escaped}</p>`);
});

test('markup stays, lists are joined, nothing is empty', () => {
  expect(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}</ul>${undefined}`.toString()).toBe(
    '<ul><li>1</li><li>2</li></ul>',
  );
});

test('a backslash stays', () => {
  expect(html`${'a\\n$&'}`.toString()).toBe('a\\n$&amp;');
});
