import path from 'node:path';
import { writeAtomically } from '../releaseFiles.js';
import { readPageReport } from './pageReport.js';
import { reportPage } from './reportPage.js';

/**
 * Writes report.html beside the report.json of a folder.
 *
 * @returns its path
 * @throws AisleError as `readPageReport` does
 */
export async function writeReportPage(directory: string): Promise<string> {
  const file = path.join(directory, 'report.html');
  await writeAtomically(file, reportPage(await readPageReport(directory)));
  return file;
}
