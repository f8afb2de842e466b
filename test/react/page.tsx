import type { useTrack, UseRerankResult } from '@aisle/react';
import { createAisle, type Aisle, type AisleOptions } from '@aisle/sdk';
import { StrictMode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { Shop } from './shop.js';

/** What a render of the list put on the page. */
export type ListCommit = Omit<UseRerankResult<unknown>, 'items'> & { readonly items: readonly string[] };

declare global {
  interface Window {
    visit: { readonly aisle: Aisle | undefined; readonly track: ReturnType<typeof useTrack> };
    commits?: ListCommit[];
    root: Root;
    /** Answers that are held back, in the order in which they were asked for; undefined while none are. */
    heldAnswers?: (() => void)[];
  }
}

const options: AisleOptions = {
  manifestUrl: '/model/manifest.json',
  worker: '/aisle/aisle-worker.js',
  tier: 'light',
  automation: 'record',
};

/** An instance of the page's own, whose answers wait while there is a `heldAnswers`. */
function createHoldableAisle(): Aisle {
  const aisle = createAisle(options);
  const rerank = aisle.rerank.bind(aisle);
  aisle.rerank = async (...asked) => {
    const release = new Promise<void>((resolve) => (window.heldAnswers ? window.heldAnswers.push(resolve) : resolve()));
    const answer = await rerank(asked[0], { ...asked[1], signal: new AbortController().signal });
    await release;
    return answer;
  };
  return aisle;
}

const container = document.querySelector('#root')!;
const props = location.search === '?given' ? { aisle: createHoldableAisle() } : { options };
const tree = (
  <StrictMode>
    <Shop {...props} />
  </StrictMode>
);
if (container.hasChildNodes()) {
  window.root = hydrateRoot(container, tree, { onRecoverableError: (error) => console.error('recovered', error) });
} else {
  window.root = createRoot(container);
  window.root.render(tree);
}
