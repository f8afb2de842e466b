import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';
import { openWithPolicy, tryTag, useCdn } from './cdn.js';

const site = useAisleSite({ webgpu: 'swiftshader' });
const cdn = useCdn(site);
const guide = await readFile(new URL('../../docs/guides/install.md', import.meta.url), 'utf8');
const stub = await readFile(new URL('../../packages/sdk/dist/stub.js', import.meta.url), 'utf8');

/** The policies of the guide, by the name in the comment above each. */
const POLICIES = new Map(
  [...guide.matchAll(/<!-- policy: (.+) -->\n```\n(.+)\n```/g)].map(([, name, policy]) => [name!, policy!]),
);
const served = (policy: string) => policy.replaceAll('NONCE', 'abc').replaceAll('https://cdn.example', cdn.origin);

/** The policies without one part each: a directive that is not a fallback of the rest, or one source. */
function withoutEachPart(policy: string): string[] {
  const directives = policy.split('; ').map((directive) => directive.split(' '));
  const join = (kept: string[][]) =>
    kept
      .filter((directive) => directive.length > 1)
      .map((directive) => directive.join(' '))
      .join('; ');
  // default-src and require-trusted-types-for only forbid. Without them, everything would still work.
  return directives.flatMap(([name, ...sources], at) =>
    name === 'default-src' || name === 'require-trusted-types-for'
      ? []
      : sources.map((_, i) =>
          join(
            directives.map((directive, j) =>
              j === at
                ? [name!, ...(sources.length === 1 ? ["'none'"] : sources.filter((_, k) => k !== i))]
                : directive,
            ),
          ),
        ),
  );
}

type PageOf = (tier: 'wasm' | 'webgpu') => string;
const pageOf =
  (files: string, extraAttributes = ''): PageOf =>
  (tier) =>
    documentOf(
      `<script nonce="abc">${stub} window.stubRan = true;</script><script nonce="abc" async crossorigin src="${files}/aisle/aisle.js" data-manifest="${files}/model/manifest.json" data-automation="record" data-tier="${tier}"${extraAttributes}></script>`,
    );

/** Stub, tag, worker, release and tier work. One tier compiles WebAssembly, the other imports a chunk. */
const workingOn = (tier: string) => ({
  stubRan: true,
  stored: true,
  unchanged: false,
  ranked: true,
  worker: 'ready',
  catalogueTier: tier,
  code: undefined,
});

/** What fails on the first incomplete tier. Undefined if everything works. */
async function failuresUnder(policy: string, page: PageOf): Promise<unknown[]> {
  for (const tier of ['wasm', 'webgpu'] as const) {
    const found = await tryTag(await openWithPolicy(site, served(policy), page(tier)));
    // The page has its list in every case.
    if (!found.ranked)
      expect.soft(found, policy).toMatchObject({
        unchanged: true,
        reason: expect.stringMatching(/^(not-loaded|worker-unavailable|no-model)$/),
      });
    const missing = Object.entries(workingOn(tier)).filter(
      ([name, value]) => found[name as keyof typeof found] !== value,
    );
    if (missing.length > 0) return [...missing, found];
  }
  return [];
}

async function expectSufficientAndMinimal(policy: string, page: PageOf): Promise<void> {
  expect(await failuresUnder(policy, page)).toEqual([]);
  for (const reduced of withoutEachPart(policy))
    expect.soft(await failuresUnder(reduced, page), reduced).not.toEqual([]);
}

test('the guide has a policy for each deployment', () => {
  expect([...POLICIES.keys()]).toEqual([
    'own origin',
    'own origin, Trusted Types',
    'CDN',
    'CDN, Trusted Types',
    'CDN, worker-src',
    'CDN, worker file on the own origin',
    'one-line file',
  ]);
});

test.each(['own origin', 'own origin, Trusted Types'])(
  "the guide's policy for %s is sufficient and minimal",
  { timeout: 300_000 },
  async (name) => {
    await expectSufficientAndMinimal(POLICIES.get(name)!, pageOf(''));
  },
);

test.each(['CDN', 'CDN, Trusted Types', 'CDN, worker-src'])(
  "the guide's policy for %s is sufficient and minimal",
  { timeout: 300_000 },
  async (name) => {
    await expectSufficientAndMinimal(POLICIES.get(name)!, pageOf(cdn.origin));
  },
);

test("a one-line worker file works under the guide's policies", {
  timeout: 300_000,
}, async () => {
  const line = site.addScript(`import '${cdn.origin}/aisle/aisle-worker.js';`);
  const filePolicy = POLICIES.get('one-line file')!;
  const serveLine = (policy: string) =>
    site.headers.set(new URL(line).pathname, { 'Content-Security-Policy': served(policy) });
  const page = pageOf(cdn.origin, ` data-worker="${new URL(line).pathname}"`);
  serveLine(filePolicy);
  await expectSufficientAndMinimal(POLICIES.get('CDN, worker file on the own origin')!, page);
  for (const reduced of withoutEachPart(filePolicy)) {
    serveLine(reduced);
    expect.soft(await failuresUnder(POLICIES.get('own origin')!, page), reduced).not.toEqual([]);
  }
});

test('if Trusted Types forbid our policy, there is one warning', async () => {
  const console: string[] = [];
  const context = await site.newContext();
  context.on('console', (message) => message.text().startsWith('[aisle]') && console.push(message.text()));
  const policy = served(POLICIES.get('own origin, Trusted Types')!).replace(
    'trusted-types aisle',
    'trusted-types shop',
  );
  const found = await tryTag(await openWithPolicy(site, policy, pageOf('')('wasm'), context));
  expect(found).toMatchObject({
    stored: true,
    unchanged: true,
    ranked: false,
    reason: 'worker-unavailable',
    worker: 'unavailable',
    code: 'worker-unavailable',
  });
  expect(found.message).toMatch(/requires 'TrustedScriptURL'.* Trusted Types allow the policy aisle\.$/);
  expect(console).toEqual([`[aisle] ${found.message} Lists keep their order.`]);
});

test("a default policy that accepts the worker's URL is enough", async () => {
  const html = pageOf('')('wasm').replace(
    '<head>',
    '<head><script nonce="abc">trustedTypes.createPolicy("default", { createScriptURL: (url) => (url.endsWith("/aisle/aisle-worker.js") ? url : null) });</script>',
  );
  const policy = served(POLICIES.get('own origin, Trusted Types')!).replace(
    'trusted-types aisle',
    'trusted-types default',
  );
  expect(await tryTag(await openWithPolicy(site, policy, html))).toMatchObject(workingOn('wasm'));
});
