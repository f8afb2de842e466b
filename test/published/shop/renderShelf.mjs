import { AisleProvider, useRerank } from '@aisle/react';
import { createFakeAisle } from '@aisle/sdk/testing';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

const Shelf = () => useRerank(['a', 'b']).items.join(' ');
console.log(
  renderToString(createElement(AisleProvider, { aisle: createFakeAisle({ order: ['b'] }) }, createElement(Shelf))),
);
