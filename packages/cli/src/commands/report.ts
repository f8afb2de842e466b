import { writeReportPage } from '../reportPage/writeReportPage.js';

/** Writes the page of a release's report again, from the report.json that `train` wrote. */
export async function report(
  { directory }: { readonly directory: string },
  print: (text: string) => void,
): Promise<void> {
  print(`Wrote ${await writeReportPage(directory)}`);
}
