import { Reader, toAisleError } from '@aisle/core';
import { type CoinSide, REPORT_BUCKETS, type ReportQuestion } from '@aisle/decisions';
import { fileBytes, type InputFile, inputError } from '../data/inputFile.js';
import { textLines } from '../data/textLines.js';

/** How many reports of a group came, and how many have the bit of each bucket. */
export interface ReportCounts {
  readonly reports: number;
  /** [REPORT_BUCKETS] */
  readonly ones: readonly number[];
}

const BITS = new RegExp(`^[01]{${REPORT_BUCKETS.length}}$`);
const ADVICE = 'Store each body that the endpoint received as one line.';

/**
 * Counts reports of one question. A file has a line of JSON for each report, as the device sent it. Reports of other
 * questions are skipped.
 *
 * @throws AisleError `data-invalid` with the line, or as `textLines` does
 */
export async function readReports(
  input: InputFile,
  { intervention, until }: ReportQuestion,
): Promise<Readonly<Record<CoinSide, ReportCounts>>> {
  const counts = { treated: emptyCounts(), holdout: emptyCounts() };
  for await (const batch of textLines(input, fileBytes(input)))
    for (const { line, text } of batch) {
      if (text.trim() === '') continue;
      try {
        const reader = Reader.open(JSON.parse(text), `line ${line}`, 'data-invalid');
        const isOther =
          reader.field('intervention').text(/^.+$/, 'an id') !== intervention ||
          reader.field('until').text(/^.+$/, 'a day') !== until;
        if (isOther) continue;
        const group = counts[reader.field('group').oneOf('treated', 'holdout')];
        const bits = reader.field('bits').text(BITS, `${REPORT_BUCKETS.length} bits`);
        group.reports += 1;
        for (let i = 0; i < bits.length; i++) group.ones[i]! += Number(bits[i]);
      } catch (error) {
        throw inputError('data-invalid', input, `no report in line ${line} (${toAisleError(error).message})`, ADVICE);
      }
    }
  return counts;
}

const emptyCounts = () => ({ reports: 0, ones: REPORT_BUCKETS.map(() => 0) });
