import { readFileSync } from 'node:fs';

/** Test cases by outcome. A file that fails outside its cases, in an import or beforeAll, counts as one failed case. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of Vitest's JSON report that this file reads. */
interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Reads Vitest's JSON report. All counts are 0 if Vitest wrote none. */
export function readTestCounts(reportPath: string): TestCounts {
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(reportPath, 'utf8')) as VitestReport;
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const cases = report.testResults.flatMap((file) => file.assertionResults.map((testCase) => testCase.status));
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((testCase) => testCase.status === 'failed'),
  );
  const passed = cases.filter((status) => status === 'passed').length;
  const failed = cases.filter((status) => status === 'failed').length;
  return { passed, failed: failed + brokenFiles.length, skipped: cases.length - passed - failed };
}

/** 'N passed, M failed', with ', K skipped' if there are skipped cases. */
export function formatTestCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
