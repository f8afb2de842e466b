import type { useTrack } from '@aisle/react';
import { type Aisle, type AisleOptions, createAisle } from '@aisle/sdk';
import { StrictMode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { type ListCommit, Shop } from './shop.js';

declare global {
  interface Window {
    visit: { readonly aisle: Aisle | undefined; readonly track: ReturnType<typeof useTrack> };
    commits?: ListCommit[];
    /** What came of the events that were tracked on mounting. */
    arrivals?: ReturnType<Window['visit']['track']>[];
    root: Root;
  }
}

const options: AisleOptions = {
  manifestUrl: '/model/manifest.json',
  worker: '/aisle/aisle-worker.js',
  tier: 'light',
  automation: 'record',
};

const asked = new URLSearchParams(location.search);
// Hydration of a large page comes after it has been painted.
if (asked.has('late')) for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);

const container = document.querySelector('#root')!;
const provider = asked.has('given') ? { aisle: createAisle(options) } : { options };
const tree = (
  <StrictMode>
    <Shop
      provider={provider}
      granted={asked.has('granted')}
      suspense={asked.has('suspense')}
      arrival={asked.has('arrival')}
    />
  </StrictMode>
);
if (container.hasChildNodes()) {
  window.root = hydrateRoot(container, tree, { onRecoverableError: (error) => console.error('recovered', error) });
} else {
  window.root = createRoot(container);
  window.root.render(tree);
}
