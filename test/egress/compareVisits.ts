import type { RecordedRequest } from '@aisle/harness';

export interface RecordedVisits {
  /** The visit to the shop without Aisle. */
  readonly without: readonly RecordedRequest[];
  /** The same visit to the same shop with Aisle, once for each shopper. */
  readonly withAisle: readonly (readonly RecordedRequest[])[];
  /** What Aisle may ask for, as absolute URLs. */
  readonly staticUrls: ReadonlySet<string>;
}

/**
 * Everything that the wire carried: equal texts are requests equal byte for byte, but for one header's place. Chromium
 * writes If-None-Match last where its HTTP cache revalidates and further up where the page's memory cache does, and which
 * of the two still holds a file depends on the moment. The value is compared like everything else.
 */
function wireText({ method, url, headers, body }: RecordedRequest): string {
  const isValidator = ([name]: readonly [string, string]) => name.toLowerCase() === 'if-none-match';
  const placed = [...headers.filter((header) => !isValidator(header)), ...headers.filter(isValidator)];
  return [`${method} ${url}`, ...placed.map(([name, value]) => `${name}: ${value}`), '', body.toString('latin1')].join(
    '\n',
  );
}

/** `requests` less `others`, both as multisets of equal requests. */
export function requestsBeyond(
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

function whatIsMoreThanStatic({ method, url, body }: RecordedRequest, staticUrls: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  if (method !== 'GET') problems.push(`the method ${method}`);
  if (body.length > 0) problems.push(`a body of ${body.length} bytes`);
  if (url.includes('?')) problems.push('a query string');
  if (!staticUrls.has(url)) problems.push('a URL outside the list');
  return problems;
}

/**
 * What these visits show that would be more than fetching static files: a finding a line, none where all is well.
 * A request is compared whole: method, URL, all headers in their order (If-None-Match apart), body.
 */
export function compareVisits({ without, withAisle, staticUrls }: RecordedVisits): string[] {
  const findings: string[] = [];
  const ofAisle = withAisle.map((requests) => requestsBeyond(requests, without));
  withAisle.forEach((requests, shopper) => {
    for (const missing of requestsBeyond(without, requests)) {
      findings.push(
        `shopper ${shopper}: the shop's own request is missing or altered with Aisle: ${wireText(missing)}`,
      );
    }
  });
  ofAisle.forEach((requests, shopper) => {
    for (const request of requests) {
      const problems = whatIsMoreThanStatic(request, staticUrls);
      if (problems.length > 0)
        findings.push(`shopper ${shopper}: with Aisle only, and with ${problems.join(', ')}: ${wireText(request)}`);
    }
    for (const different of requestsBeyond(requests, ofAisle[0] ?? []))
      findings.push(`shopper ${shopper}, not shopper 0: ${wireText(different)}`);
    for (const different of requestsBeyond(ofAisle[0] ?? [], requests))
      findings.push(`shopper 0, not shopper ${shopper}: ${wireText(different)}`);
  });
  return findings;
}
