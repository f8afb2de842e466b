import './shop.css';
import { AisleProvider } from '@aisle/react';
import { firstPaintStyle } from '@aisle/sdk/first-paint';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Consent } from '../components/Consent';
import { CATEGORIES } from '../components/products';

export const metadata = { title: 'Shop' };

/** With `AISLE_AUTOMATION=record` at build time, automated visits are recorded. The example's test needs this. */
const automation = process.env.AISLE_AUTOMATION === 'record' ? 'record' : 'ignore';

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
        {/* Inline, because it must run before the lists are painted. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a static text of the SDK. */}
        <script dangerouslySetInnerHTML={{ __html: firstPaintStyle }} />
      </head>
      <body>
        <AisleProvider
          options={{
            manifestUrl: '/models/shop/manifest.json',
            worker: '/aisle/aisle-worker.js',
            beforeConsent: 'buffer',
            automation,
          }}
        >
          <Consent />
          <nav>
            <Link href="/">Home</Link>
            {CATEGORIES.map((category) => (
              <Link key={category} href={`/category/${category}`}>
                {category}
              </Link>
            ))}
          </nav>
          <main>{children}</main>
        </AisleProvider>
      </body>
    </html>
  );
}
