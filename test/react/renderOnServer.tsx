import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { Shop } from './shop.js';

/** The markup of a page as its server sends it, for either kind of provider. */
export function renderOnServer(kind: 'options' | 'given'): string {
  const props = kind === 'given' ? { aisle: undefined } : { options: { manifestUrl: '/model/manifest.json', worker: '/aisle/aisle-worker.js' } };
  return renderToString(
    <StrictMode>
      <Shop {...props} />
    </StrictMode>,
  );
}
