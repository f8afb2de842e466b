import type { RecordedRequest } from '@aisle/harness';

export interface RecordedVisits {
  /** The visit to the shop without Aisle. */
  readonly without: readonly RecordedRequest[];
  /** The same visit to the same shop with Aisle, for each shopper. */
  readonly withAisle: readonly (readonly RecordedRequest[])[];
  /** The absolute URLs that Aisle may request. */
  readonly staticUrls: ReadonlySet<string>;
}

/**
 * The request as text. Equal texts mean byte-equal requests, except for the position of If-None-Match. Chromium writes
 * it last when its HTTP cache revalidates, and earlier when the page's memory cache does. Which cache has the file
 * depends on timing. Its value is compared.
 */
function wireText({ method, url, headers, body }: RecordedRequest): string {
  const isValidator = ([name]: readonly [string, string]) => name.toLowerCase() === 'if-none-match';
  const placed = [...headers.filter((header) => !isValidator(header)), ...headers.filter(isValidator)];
  return [`${method} ${url}`, ...placed.map(([name, value]) => `${name}: ${value}`), '', body.toString('latin1')].join(
    '\n',
  );
}

/** `requests` without `others`, as multisets. */
export function additionalRequests(
  requests: readonly RecordedRequest[],
  others: readonly RecordedRequest[],
): RecordedRequest[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(wireText(other), (counts.get(wireText(other)) ?? 0) + 1);
  return requests.filter((request) => {
    const count = counts.get(wireText(request)) ?? 0;
    counts.set(wireText(request), count - 1);
    return count <= 0;
  });
}

function nonStaticFeatures({ method, url, body }: RecordedRequest, staticUrls: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  if (method !== 'GET') problems.push(`the method ${method}`);
  if (body.length > 0) problems.push(`a body of ${body.length} bytes`);
  if (url.includes('?')) problems.push('a query string');
  if (!staticUrls.has(url)) problems.push('a URL outside the list');
  return problems;
}

/**
 * Finds everything in these visits that is more than fetching static files; empty if there is nothing. A request is
 * compared by method, URL, all headers in order (except If-None-Match), and body.
 */
export function compareVisits({ without, withAisle, staticUrls }: RecordedVisits): string[] {
  const findings: string[] = [];
  const ofAisle = withAisle.map((requests) => additionalRequests(requests, without));
  withAisle.forEach((requests, shopper) => {
    for (const missing of additionalRequests(without, requests)) {
      findings.push(
        `shopper ${shopper}: the shop's own request is missing or altered with Aisle: ${wireText(missing)}`,
      );
    }
  });
  ofAisle.forEach((requests, shopper) => {
    for (const request of requests) {
      const problems = nonStaticFeatures(request, staticUrls);
      if (problems.length > 0)
        findings.push(`shopper ${shopper}: with Aisle only, and with ${problems.join(', ')}: ${wireText(request)}`);
    }
    for (const different of additionalRequests(requests, ofAisle[0] ?? []))
      findings.push(`shopper ${shopper}, not shopper 0: ${wireText(different)}`);
    for (const different of additionalRequests(ofAisle[0] ?? [], requests))
      findings.push(`shopper 0, not shopper ${shopper}: ${wireText(different)}`);
  });
  return findings;
}
