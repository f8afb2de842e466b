import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { Shop } from './shop.js';

/** The server-rendered markup of a page, for either kind of provider. */
export function renderOnServer(kind: 'options' | 'given'): string {
  const warnings: unknown[] = [];
  console.error = (...args: unknown[]) => warnings.push(args);
  const provider =
    kind === 'given'
      ? { aisle: undefined }
      : { options: { manifestUrl: '/model/manifest.json', worker: '/aisle/aisle-worker.js' } };
  const markup = renderToString(
    <StrictMode>
      <Shop provider={provider} suspense />
    </StrictMode>,
  );
  if (warnings.length > 0) throw new Error(`React complained on the server: ${String(warnings)}`);
  return markup;
}
