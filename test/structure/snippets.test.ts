import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Snippet {
  /** Such as `docs/guides/lists.md:130`. */
  readonly place: string;
  readonly code: string;
}

/** What a shop has, and what a snippet takes from the one before it. */
const SHOP = `
interface Product {
  item_id: string; item_name: string; stock: number; deliveryDays: number; margin: number; campaign?: string;
  sponsored: boolean;
}
declare const aisle: import('@aisle/sdk').Aisle & import('@aisle/sdk/decide').Decisions;
declare const createAisle: typeof import('@aisle/sdk').createAisle;
declare const useAisleStatus: typeof import('@aisle/react').useAisleStatus;
declare const manifestUrl: string;
declare const worker: string;
declare const products: Product[];
declare const items: import('@aisle/sdk').EventItemInput[];
declare const pixelEvent: unknown;
declare function Shelf(props: { listId: string; products: Product[] }): import('react').JSX.Element;
declare function draw(items: Product[]): void;
declare const form: HTMLFormElement;
declare function couponTried(code: string, timestampMs?: number): void;
declare function gtag(...command: unknown[]): void;
declare function onBannerAnswer(listener: (yes: boolean) => void): () => void;
declare function showHint(creative: unknown): void;
declare function hideTheNewsletterPopup(): void;
declare function sendToYourAnalytics(event: object): void;
declare function askTheShopper(): Promise<boolean>;
declare module 'https://*';
declare module '*.vue';
declare module 'vue' {
  export function createApp(component: unknown): { mount(selector: string): void };
}
declare module '@vitejs/plugin-vue' {
  export default function vue(): import('vite').Plugin;
}
declare module '@testing-library/react' {
  export function render(element: import('react').ReactElement): void;
  export const screen: { getByText(text: string): HTMLElement };
}
declare module '@testing-library/user-event' {
  export default userEvent;
  const userEvent: { click(element: HTMLElement): Promise<void> };
}
`;

const DOCUMENTS = [
  'README.md',
  'packages/react/README.md',
  'packages/sdk/README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The code blocks of the documents in these languages. Those in a list are indented. */
function snippetsIn(languages: string): Snippet[] {
  const block = new RegExp(`^( *)\`\`\`(?:${languages})\\n(.*?)^ *\`\`\`$`, 'gms');
  return DOCUMENTS.flatMap((document) => {
    const text = readFileSync(root + document, 'utf8');
    return [...text.matchAll(block)].map(({ index, 1: indent, 2: code }) => ({
      place: `${document}:${text.slice(0, index).split('\n').length}`,
      code: code!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }));
  });
}

/** Compiles each snippet as a file of a shop. @returns the messages of the errors, by place */
function errorsOf(snippets: readonly Snippet[], extension: 'jsx' | 'tsx'): Map<string, string[]> {
  const shop = `${root}test/structure/shop.d.ts`;
  const nameOf = (index: number) => `${root}test/structure/snippet${index}.${extension}`;
  const codes = new Map([
    [shop, SHOP],
    ...snippets.map(({ code }, index) => [nameOf(index), `${code}\nexport {};`] as const),
  ]);
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const isTyped = extension === 'tsx';
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      types: ['node'],
      jsx: 'react-jsx',
      allowJs: true,
      checkJs: true,
      ...(!isTyped && { strict: false }),
    },
    root,
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => codes.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const code = codes.get(path);
    return code === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, code, version);
  };
  const program = ts.createProgram([...codes.keys()], options, host);
  return new Map(
    snippets.map(({ place }, index) => {
      const file = program.getSourceFile(nameOf(index));
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [place, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

describe('every snippet compiles', () => {
  test.each([
    ['tsx', 'tsx?'],
    ['jsx', 'jsx?'],
  ] as const)('%s', (extension, languages) => {
    const snippets = snippetsIn(languages);
    expect(snippets.length).toBeGreaterThan(15);
    expect([...errorsOf(snippets, extension)].filter(([, errors]) => errors.length > 0)).toEqual([]);
  });

  test.each([
    ['tsx', "Type 'string' is not assignable to type 'number'."],
    ['jsx', "Type 'string' is not assignable to type 'number'."],
  ] as const)('a wrong option is found in %s', (extension, error) => {
    const wrong = { place: 'here', code: "void aisle.related('a', { k: 'four' });" };
    expect(errorsOf([wrong], extension).get('here')).toEqual([error]);
  });
});
