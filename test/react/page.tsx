import type { useTrack } from '@aisle/react';
import { type Aisle, type AisleOptions, createAisle } from '@aisle/sdk';
import { StrictMode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { type ListCommit, Shop } from './shop.js';

declare global {
  interface Window {
    visit: { readonly aisle: Aisle | undefined; readonly track: ReturnType<typeof useTrack> };
    commits?: ListCommit[];
    /** Results of the events that were tracked on mount. */
    mountResults?: ReturnType<Window['visit']['track']>[];
    root: Root;
  }
}

const options: AisleOptions = {
  manifestUrl: '/model/manifest.json',
  worker: '/aisle/aisle-worker.js',
  tier: 'light',
  automation: 'record',
};

const query = new URLSearchParams(location.search);
// Simulates a large page, which is painted before its hydration.
if (query.has('late')) for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);

const container = document.querySelector('#root')!;
const provider = query.has('given') ? { aisle: createAisle(options) } : { options };
const tree = (
  <StrictMode>
    <Shop
      provider={provider}
      granted={query.has('granted')}
      suspense={query.has('suspense')}
      trackOnMount={query.has('arrival')}
    />
  </StrictMode>
);
if (container.hasChildNodes()) {
  window.root = hydrateRoot(container, tree, { onRecoverableError: (error) => console.error('recovered', error) });
} else {
  window.root = createRoot(container);
  window.root.render(tree);
}
