import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { Shop } from './shop.js';

/** The markup of a page as its server sends it, for either kind of provider. */
export function renderOnServer(kind: 'options' | 'given'): string {
  const warned: unknown[] = [];
  console.error = (...said: unknown[]) => warned.push(said);
  const provider =
    kind === 'given'
      ? { aisle: undefined }
      : { options: { manifestUrl: '/model/manifest.json', worker: '/aisle/aisle-worker.js' } };
  const markup = renderToString(
    <StrictMode>
      <Shop provider={provider} suspense />
    </StrictMode>,
  );
  if (warned.length > 0) throw new Error(`React complained on the server: ${String(warned)}`);
  return markup;
}
