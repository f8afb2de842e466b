import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES } from '@aisle/core';
import { INELIGIBLE_REASONS } from '@aisle/decisions';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');

/** The codes in the first column of the table under this heading of docs/reference/errors.md, in order. */
function documentedCodes(heading: string): string[] {
  const section = read('docs/reference/errors.md')
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  return [...(section ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code!);
}

/** The string literals in a type declaration. Referenced types are not followed. */
function literalsOf(file: string, typeName: string): string[] {
  const texts: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) texts.push(node.literal.text);
    ts.forEachChild(node, collect);
  };
  for (const statement of ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest).statements) {
    if (ts.isTypeAliasDeclaration(statement) && statement.name.text === typeName) collect(statement);
  }
  return texts;
}

const ENGINE_REASONS = literalsOf('packages/worker/src/protocol.ts', 'EngineReason');
const SDK_REASONS = literalsOf('packages/sdk/src/results.ts', 'Reason');
const QUERY_REASONS = literalsOf('packages/sdk/src/decisions/request.ts', 'QueryReason');
/** The stub's reasons for lists and for events. */
const STUB_REASONS = [
  ...new Set([...read('packages/sdk/src/stub.js').matchAll(/reason: '([^']+)'/g)].map(([, reason]) => reason!)),
];
/** Those that the rules give are in a constant, the others in a type. */
const DECISION_REASONS = [
  ...literalsOf('packages/decisions/src/eligibility/decideIntervention.ts', 'DecisionReason'),
  ...INELIGIBLE_REASONS,
];
const TRACK_REASONS = literalsOf('packages/tracker/src/trackResult.ts', 'NotStoredReason');
const REACT_REASONS = [
  ...literalsOf('packages/react/src/useRerank.ts', 'UseRerankReason'),
  ...literalsOf('packages/react/src/useIntent.ts', 'UseIntentReason'),
  ...literalsOf('packages/react/src/useRow.ts', 'UseRowReason'),
  ...literalsOf('packages/react/src/useTrack.ts', 'UseTrackResult'),
];

describe('docs/reference/errors.md and the sources have the same codes', () => {
  test('error codes are in the order of the source', () => {
    expect(documentedCodes('Error codes')).toEqual([...ERROR_CODES]);
  });

  test.each([
    [
      'Why a list was not ranked, or nothing predicted',
      [...ENGINE_REASONS, ...SDK_REASONS, ...new Set([...STUB_REASONS, ...QUERY_REASONS])],
    ],
    ['Why an intervention was shown or not', DECISION_REASONS],
    ['Why an event was not stored', [...TRACK_REASONS, ...STUB_REASONS]],
    ['Further reasons of @aisle/react', [...new Set(REACT_REASONS)]],
  ])('%s', (heading, reasons) => {
    expect(documentedCodes(heading).sort()).toEqual([...reasons].sort());
  });

  test('every type was found in its source', () => {
    for (const reasons of [ENGINE_REASONS, SDK_REASONS, STUB_REASONS, DECISION_REASONS, TRACK_REASONS, REACT_REASONS])
      expect(reasons).not.toEqual([]);
  });
});

test('every error code is used', () => {
  const sources = ['packages', 'scripts'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() &&
          /\.tsx?$/.test(entry.name) &&
          !/\.test\.tsx?$/.test(entry.name) &&
          !/node_modules|dist|testing/.test(entry.parentPath),
      )
      .map((entry) => `${entry.parentPath}/${entry.name}`),
  );
  const raised = new Set<string>();
  for (const path of sources.filter((source) => !source.endsWith('core/src/errors.ts'))) {
    const visit = (node: ts.Node): void => {
      // A code in a comparison, a case or a type does not count.
      const isGiven = ts.isNewExpression(node) || ts.isCallExpression(node) || ts.isPropertyAssignment(node);
      if (isGiven) ts.forEachChild(node, (child) => void (ts.isStringLiteral(child) && raised.add(child.text)));
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest));
  }
  expect(ERROR_CODES.filter((code) => !raised.has(code))).toEqual([]);
});
