import type { RecordedRequest } from '@aisle/harness';

interface Card {
  readonly id: string;
  readonly name: string;
  readonly price: string;
  /** Path of the picture on the shop's site. */
  readonly picture: string;
}

/** A card of the record: `place` counts from 1 in the shop's own order, and `picture` is an SVG document. */
type RecordedCard = Card & { readonly place: number };

interface RequestCount {
  readonly method: string;
  /** With the query, if there is one. */
  readonly path: string;
  readonly times: number;
  /** Of all these requests together. */
  readonly bodyBytes: number;
}

/** What a visit showed and requested. The site's landing page plays it. */
export interface VisitRecord {
  /** The first cards of the list, in the shop's order. */
  readonly before: readonly RecordedCard[];
  /** Ids of the products that the shopper then viewed. */
  readonly viewed: readonly string[];
  /** The first cards of the list on the next visit, as painted. */
  readonly after: readonly RecordedCard[];
  /** Aisle's requests, from the first page until the list was painted again. */
  readonly requests: readonly RequestCount[];
}

export interface VisitSeen {
  readonly before: readonly Card[];
  readonly viewed: readonly Card[];
  readonly after: readonly Card[];
  readonly requests: readonly RecordedRequest[];
}

const SHOWN = 12;

function countRequests(requests: readonly RecordedRequest[]): RequestCount[] {
  const counts = new Map<string, RequestCount>();
  for (const { method, url, body } of requests) {
    const { pathname, search } = new URL(url);
    const path = pathname + search;
    const { times, bodyBytes } = counts.get(`${method} ${path}`) ?? { times: 0, bodyBytes: 0 };
    counts.set(`${method} ${path}`, { method, path, times: times + 1, bodyBytes: bodyBytes + body.length });
  }
  return [...counts.values()];
}

/** @param readPicture returns the SVG document at a path of the shop's site */
export async function visitRecord(
  { before, viewed, after, requests }: VisitSeen,
  readPicture: (path: string) => Promise<string>,
): Promise<VisitRecord> {
  const places = new Map(before.map(({ id }, index) => [id, index + 1]));
  const firstCards = (cards: readonly Card[]) =>
    Promise.all(
      cards.slice(0, SHOWN).map(async ({ id, name, price, picture }) => ({
        id,
        name,
        price,
        place: places.get(id)!,
        picture: await readPicture(picture),
      })),
    );
  return {
    before: await firstCards(before),
    viewed: viewed.map(({ id }) => id),
    after: await firstCards(after),
    requests: countRequests(requests),
  };
}
