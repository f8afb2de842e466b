import type { RecordedRequest } from '@aisle/harness';
import { expect, test } from 'vitest';
import { compareVisits } from './compareVisits.js';

const get = (path: string, headers: RecordedRequest['headers'] = [['Host', 'shop']]): RecordedRequest => ({
  method: 'GET',
  url: `http://shop${path}`,
  headers,
  body: Buffer.alloc(0),
  timestampMs: 0,
});

const page = get('/');
const picture = get('/picture.svg');
const tag = get('/aisle.js');
const staticUrls = new Set([tag.url]);
/** The first line of each finding. */
const compare = (...withAisle: RecordedRequest[][]) =>
  compareVisits({ without: [page, picture, picture], withAisle, staticUrls }).map((finding) => finding.split('\n')[0]);

test('the same static files for both shoppers give no finding', () => {
  expect(compare([page, picture, picture, tag], [tag, picture, page, picture])).toEqual([]);
});

test('a missing or additional request of the shop is found', () => {
  expect(compare([page, picture, tag])).toEqual([
    "shopper 0: the shop's own request is missing or altered with Aisle: GET http://shop/picture.svg",
  ]);
  expect(compare([page, picture, picture, picture, tag])).toEqual([
    'shopper 0: with Aisle only, and with a URL outside the list: GET http://shop/picture.svg',
  ]);
});

test('an additional header in a request of the shop is found', () => {
  const marked = get('/', [
    ['Host', 'shop'],
    ['X-History', '3'],
  ]);
  expect(compare([marked, picture, picture])).toEqual([
    "shopper 0: the shop's own request is missing or altered with Aisle: GET http://shop/",
    'shopper 0: with Aisle only, and with a URL outside the list: GET http://shop/',
  ]);
});

test.each<[string, RecordedRequest, string]>([
  ['a method', { ...tag, method: 'POST' }, 'with the method POST'],
  ['a tunnel', { ...tag, method: 'CONNECT', url: 'other:443' }, 'with the method CONNECT, a URL outside the list'],
  ['a body', { ...tag, body: Buffer.from('abc') }, 'with a body of 3 bytes'],
  ['a query', get('/aisle.js?h=3'), 'with a query string, a URL outside the list'],
  ['another host', { ...tag, url: 'http://other/aisle.js' }, 'with a URL outside the list'],
])('%s in a request is found', (_, request, words) => {
  expect(compare([page, picture, picture, request])).toEqual([
    `shopper 0: with Aisle only, and ${words}: ${request.method} ${request.url}`,
  ]);
});

test.each<[string, RecordedRequest[]]>([
  ['twice', [tag, tag]],
  ['not at all', []],
  [
    'with its headers in another order',
    [
      get('/aisle.js', [
        ['B', '1'],
        ['A', '1'],
      ]),
    ],
  ],
])('a file that the second shopper requests %s is found', (_, second) => {
  const first = [
    get('/aisle.js', [
      ['A', '1'],
      ['B', '1'],
    ]),
  ];
  expect(compare([page, picture, picture, ...first], [page, picture, picture, ...second])).not.toEqual([]);
  expect(compare([page, picture, picture, ...first], [page, picture, picture, ...first])).toEqual([]);
});
