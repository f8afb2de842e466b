import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { bundleSizes } from '../../scripts/bundleSizes.js';
import { exportedNames } from './exportedNames.js';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const read = (path: string) => readFileSync(packages + path, 'utf8');

const TAG = 'sdk/dist/aisle.js';
const SDK = 'sdk/dist/index.js';
const REACT = 'react/dist/index.js';
const WORKER = 'sdk/dist/aisle-worker.js';
const STUB = 'sdk/dist/stub.js';
const TAG_PLUGINS = readdirSync(`${packages}sdk/dist`)
  .filter((name) => /^aisle-(?!worker).*\.js$/.test(name))
  .map((name) => `sdk/dist/${name}`);
const CHUNKS = readdirSync(`${packages}sdk/dist/chunks`)
  .filter((name) => name.endsWith('.js'))
  .map((name) => `sdk/dist/chunks/${name}`);
/** Scripts that run in the window. */
const WINDOW = [TAG, SDK, REACT];

/** Texts of tfjs's messages, which a minifier does not change. */
const TFJS_TEXTS = [
  'Tensor is disposed',
  'No backend found in registry',
  'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE',
  'WebGPU is not supported on this device',
];
const sourcesOf = (script: string) => (JSON.parse(read(`${script}.map`)) as { sources: string[] }).sources;
const NOT_FOR_THE_WINDOW =
  /@tensorflow|packages\/(model|weights|kernels)\/|\.\.\/(model|weights|kernels)\/src|worker\/src\/engine/;

describe('window scripts contain no tfjs, model or engine', () => {
  test.each(WINDOW)('%s: by its texts', (script) => {
    expect(TFJS_TEXTS.filter((text) => read(script).includes(text))).toEqual([]);
  });

  test.each(WINDOW)('%s: by the sources in its map', (script) => {
    expect(sourcesOf(script).filter((source) => NOT_FOR_THE_WINDOW.test(source))).toEqual([]);
    expect(sourcesOf(script)).not.toEqual([]);
  });

  test('the worker file contains the light tier and no tfjs', () => {
    expect(TFJS_TEXTS.filter((text) => read(WORKER).includes(text))).toEqual([]);
    expect(sourcesOf(WORKER).filter((source) => source.includes('@tensorflow'))).toEqual([]);
    expect(sourcesOf(WORKER).some((source) => source.endsWith('light/lightEncoder.ts'))).toBe(true);
  });

  test('the search finds tfjs in the worker chunks', () => {
    const chunks = CHUNKS.map(read).join('\n');
    expect(TFJS_TEXTS.filter((text) => !chunks.includes(text))).toEqual([]);
    const sources = [WORKER, ...CHUNKS].flatMap(sourcesOf);
    for (const part of [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-webgpu',
      '../model/src',
      '../weights/src',
      'worker/src/engine',
    ]) {
      expect(
        sources.some((source) => source.includes(part) && NOT_FOR_THE_WINDOW.test(source)),
        part,
      ).toBe(true);
    }
  });
});

test('window scripts have no FinalizationRegistry, which prevents the back/forward cache', () => {
  const libraries = readdirSync(`${packages}sdk/dist/libraries`).filter((name) => name.endsWith('.js'));
  const scripts = [...WINDOW, ...libraries.map((name) => `sdk/dist/libraries/${name}`)];
  expect(scripts.filter((script) => read(script).includes('FinalizationRegistry'))).toEqual([]);
});

describe('the script tag has no code that sends data', () => {
  const NAMES = [
    'fetch',
    'XMLHttpRequest',
    'sendBeacon',
    'WebSocket',
    'WebTransport',
    'EventSource',
    'RTCPeerConnection',
    'new Image',
    'eval(',
    'Function(',
  ];
  /** Indirect ways to request a URL: an element, markup, a navigation. */
  const DETOURS =
    /\bimport\s*\(|\bcreateElement|\.(src|href|action)\s*=[^=]|\.submit\s*\(|\binnerHTML|insertAdjacentHTML|document\.write|\blocation(\.href)?\s*=[^=]|location\.(assign|replace)|\bwindow\.open/g;
  const detoursIn = (source: string) => [...source.matchAll(DETOURS)].map(([found]) => found);

  test('it contains no network API', () => {
    expect(NAMES.filter((name) => read(TAG).includes(name))).toEqual([]);
    expect(NAMES.filter((name) => read(STUB).includes(name))).toEqual([]);
    expect(TAG_PLUGINS).toHaveLength(14);
    for (const plugin of TAG_PLUGINS) {
      // A slot creates links and pictures of its cards from the catalogue file, which is the same for all shoppers.
      // An offer's link is in the declaration, which is the same too.
      const file = plugin.split('/').at(-1)!;
      // Reports are the one file that sends. It is loaded for shoppers who may opt in.
      const expected =
        { 'aisle-slot.js': ['.src=', '.href='], 'aisle-offer.js': ['.href='], 'aisle-report.js': ['fetch'] }[file] ??
        [];
      expect(
        [
          ...NAMES.filter((name) => read(plugin).includes(name)),
          ...detoursIn(read(plugin)).map((found) => found.slice(0, -1)),
        ],
        plugin,
      ).toEqual(expected);
    }
  });

  test('the sources in its map have no indirect request', () => {
    const { sources, sourcesContent } = JSON.parse(read(`${TAG}.map`)) as {
      sources: string[];
      sourcesContent: string[];
    };
    const detours = sources.flatMap((source, i) =>
      detoursIn(sourcesContent[i]!).map((detour) => `${source.split('/').at(-1)}: ${detour}`),
    );
    // This element verifies the worker file before the worker starts from the same URL.
    expect(detours).toEqual(['workerIntegrity.ts: createElement']);
    expect(NAMES.filter((name) => sourcesContent.some((source) => source.includes(`${name}(`)))).toEqual([]);
    expect(detoursIn(read(STUB))).toEqual([]);
  });

  test('the search finds network APIs and indirect requests', () => {
    expect(NAMES.filter((name) => read(WORKER).includes(name))).toEqual(['fetch']);
    expect(detoursIn('image.src = url; import(url); location = url; form.submit()')).toEqual([
      '.src = ',
      'import(',
      'location = ',
      '.submit(',
    ]);
  });
});

describe('exports of the published packages', () => {
  interface Entry {
    readonly types: string;
    readonly default: string;
  }
  interface Names {
    readonly values: readonly string[];
    readonly types: readonly string[];
  }
  const manifestOf = (name: string) =>
    JSON.parse(read(`${name}/package.json`)) as {
      exports: Record<string, Entry | string>;
      bin?: Record<string, string>;
    };
  /** The exported names by entry of `exports`; for a plain file, its path. */
  const exportsOf = (name: string): Record<string, Names | string> => {
    const namesOf = (entry: Entry): Names => {
      const { values } = exportedNames(entry.default, read(join(name, entry.default)));
      const declared = exportedNames(entry.types, read(join(name, entry.types)));
      // Types from a shared chunk are not marked as types.
      const all = [...declared.values, ...declared.types].sort();
      expect(
        values.filter((value) => !all.includes(value)),
        entry.types,
      ).toEqual([]);
      return { values, types: all.filter((type) => !values.includes(type)) };
    };
    // The worker's file is a script for bundlers, without names.
    const isFile = (entry: Entry | string) => typeof entry === 'string' || entry.types === './dist/script.d.ts';
    return Object.fromEntries(
      Object.entries(manifestOf(name).exports).map(([path, entry]) => [
        path,
        typeof entry === 'string' ? entry : isFile(entry) ? entry.default : namesOf(entry),
      ]),
    );
  };
  const importsOf = (file: string) =>
    [...new Set(ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName))].sort();

  const PLUGIN = ['Plugin', 'PluginHost'];

  test('@aisle/sdk', () => {
    expect(exportsOf('sdk')).toEqual({
      '.': {
        values: [
          'AisleError',
          'ERROR_CODES',
          'EVENT_TYPES',
          'createAisle',
          'observeAttributes',
          'profileOf',
          'readItems',
          'rerankStored',
          'styledList',
        ],
        types: [
          'Aisle',
          'AisleErrorCode',
          'AisleOptions',
          'Arm',
          'AutomationPolicy',
          'AutomationSignal',
          'BeforeConsent',
          'CatalogueItem',
          'Consent',
          'ConsentSignal',
          'ConsentTrace',
          'EngineRequest',
          'EraseReceipt',
          'EraseResult',
          'EventInput',
          'EventItemInput',
          'EventType',
          'Feature',
          'HistoryExport',
          'Identified',
          'ListCounts',
          'NotStoredReason',
          'OutcomeCounts',
          'Outcomes',
          'Plugin',
          'PluginHost',
          'PredictOptions',
          'PredictResult',
          'Prediction',
          'Profile',
          'Reason',
          'RecordingOptions',
          'RecordingStatus',
          'RerankNowOptions',
          'RerankOptions',
          'RerankResult',
          'RerankStoredOptions',
          'Retention',
          'RowFormat',
          'RowOptions',
          'Status',
          'StorageKind',
          'StyledList',
          'Tier',
          'TierChoice',
          'TrackResult',
          'TrackedEvent',
          'TrendingOptions',
          'WithItemId',
          'WorkerState',
        ],
      },
      './tracker': {
        values: ['createTracker'],
        types: ['EventInput', 'PageTracker', ...PLUGIN, 'RecordingOptions', 'RecordingStatus', 'TrackResult'],
      },
      './testing': {
        values: ['createFakeAisle'],
        types: [
          'Aisle',
          'Consent',
          'EraseResult',
          'EventInput',
          'FakeAisle',
          'FakeAisleOptions',
          'FakeAnswers',
          'Feature',
          'HistoryExport',
          ...PLUGIN,
          'PredictOptions',
          'PredictResult',
          'Prediction',
          'Profile',
          'Reason',
          'RerankOptions',
          'RerankResult',
          'RowOptions',
          'Status',
          'TrackResult',
          'TrackedEvent',
          'TrendingOptions',
        ],
      },
      './encryption': { values: ['encryption'], types: PLUGIN },
      './ga4': { values: ['ga4'], types: PLUGIN },
      './structured-data': { values: ['structuredData'], types: PLUGIN },
      './impressions': { values: ['impressions'], types: ['ImpressionsOptions', ...PLUGIN] },
      './google-consent-mode': { values: ['googleConsentMode'], types: PLUGIN },
      './tcf': { values: ['tcf'], types: PLUGIN },
      './global-privacy-control': { values: ['globalPrivacyControl'], types: PLUGIN },
      './slot': { values: ['defineSlot'], types: ['SlotHost'] },
      './decide': {
        values: ['addDecisions'],
        types: [
          'CoinSide',
          'Coins',
          'DecideOptions',
          'DecisionReason',
          'DecisionWhy',
          'Decisions',
          'DecisionsHost',
          'Estimate',
          'Intent',
          'IntentField',
          'IntentOptions',
          'Intervention',
          'Interventions',
          'ListedIntervention',
          'NoEstimateReason',
          'OfferDecision',
          'OrderDays',
          'QueryReason',
        ],
      },
      './explain': {
        values: ['addExplanations', 'explanationTexts', 'inWords'],
        types: [
          'ExplainOptions',
          'ExplainResult',
          'Explainable',
          'ExplainedEvent',
          'Explanation',
          'ExplanationRow',
          'ExplanationTexts',
          'Explanations',
          'ExplanationsHost',
          'QueryReason',
          'WordsOptions',
        ],
      },
      './offer': { values: ['defineOffer'], types: ['OfferHost'] },
      './report': {
        values: ['addReports'],
        types: [
          'AggregationTask',
          'BucketEstimate',
          'OptInOptions',
          'ReportAggregation',
          'ReportBucket',
          'Reports',
          'ReportsHost',
        ],
      },
      './risk': {
        values: ['addRisk'],
        types: ['AutomationOptions', 'AutomationScore', 'Risk', 'RiskHost', 'RiskSignal'],
      },
      './shopify': { values: ['shopifyEvent', 'shopifyPrivacy'], types: ['EventInput', ...PLUGIN] },
      './first-paint': { values: ['firstPaintStyle', 'stubFirstPaint'], types: [] },
      './global': { values: [], types: ['AisleGlobal'] },
      './vite': { values: ['aisle'], types: ['AislePluginOptions', 'AisleVitePlugin'] },
      './assets': { values: ['assetFiles', 'assetFolder', 'copyAssets'], types: ['AssetOptions'] },
      './aisle-worker.js': './dist/aisle-worker.js',
      './integrity.json': './dist/integrity.json',
      './package.json': './package.json',
    });
    expect(importsOf(SDK).sort()).toEqual(['./libraries/comlink.js', './libraries/idb.js']);
    expect(['comlink', 'idb'].flatMap((name) => importsOf(`sdk/dist/libraries/${name}.js`))).toEqual([]);
    const files = [
      'index.d.ts',
      ...readdirSync(`${packages}sdk/dist/plugins`, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(js|d\.ts)$/.test(path))
        .map((path) => `plugins/${path}`),
    ];
    expect(
      files.flatMap((path) => importsOf(`sdk/dist/${path}`)).filter((specifier) => !specifier.startsWith('.')),
    ).toEqual([]);
  });

  test('@aisle/react', () => {
    expect(exportsOf('react')).toEqual({
      '.': {
        values: [
          'AisleProvider',
          'useAisle',
          'useAisleStatus',
          'useBoughtWith',
          'useConsent',
          'useDecision',
          'useImpression',
          'useIntent',
          'useNextPurchases',
          'usePredict',
          'useRelated',
          'useRerank',
          'useTrack',
          'useTrending',
        ],
        types: [
          'AisleProviderProps',
          'AisleSlotAttributes',
          'UseConsentResult',
          'UseDecisionOptions',
          'UseDecisionReason',
          'UseDecisionResult',
          'UseImpressionOptions',
          'UseIntentReason',
          'UseIntentResult',
          'UsePredictOptions',
          'UseRerankOptions',
          'UseRerankReason',
          'UseRerankResult',
          'UseRowOptions',
          'UseRowReason',
          'UseRowResult',
          'UseTrackResult',
          'UseTrendingOptions',
        ],
      },
      './package.json': './package.json',
    });
    expect([importsOf(REACT), importsOf('react/dist/index.d.ts')]).toEqual([
      ['@aisle/sdk', '@aisle/sdk/decide', 'react', 'react/jsx-runtime'],
      ['@aisle/sdk', '@aisle/sdk/decide', 'react'],
    ]);
    // A server component needs this directive to import the provider (https://react.dev/reference/rsc/use-client).
    expect(read(REACT).split('\n')[0]).toBe("'use client';");
  });

  test('@aisle/cli is a command', () => {
    expect(exportsOf('cli')).toEqual({
      './package.json': './package.json',
      './schema/interventions.schema.json': './schema/interventions.schema.json',
    });
    expect(manifestOf('cli').bin).toEqual({ aisle: './dist/aisle.js' });
  });

  test('the types of @aisle/sdk compile without other packages', () => {
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: [],
    };
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([`${packages}sdk/dist/index.d.ts`], options));
    expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });
});

test.each(await bundleSizes())(
  '$what: $bytesGzip bytes (gzip) of $limitBytes, goal $goalBytes',
  ({ bytesGzip, limitBytes }) => {
    expect(bytesGzip).toBeLessThanOrEqual(limitBytes);
    // An empty file would be below every limit.
    expect(bytesGzip).toBeGreaterThan(limitBytes / 10);
  },
);
