import type { ExplainedEvent } from '@aisle/worker';
import type { Explanation } from './explanation.js';
import { namedEvents } from './namedEvents.js';
import { type ExplanationTexts, textsOf } from './texts.js';

export interface WordsOptions {
  /** Language of the sentence, such as `de-AT`. Default: the page's `lang`, else English. */
  readonly locale?: string;
  /** Replaces texts. Those that are absent are the ones of the language. */
  readonly texts?: Partial<ExplanationTexts>;
}

const fill = (text: string, slots: Readonly<Record<string, string>>) =>
  text.replace(/\{(\w+)\}/g, (slot, name: string) => slots[name] ?? slot);

const startOfDay = (timestampMs: number) => new Date(timestampMs).setHours(0, 0, 0, 0);
/** Days with a change of the clock have 23 or 25 hours. */
const daysBetween = (fromMs: number, toMs: number) => Math.round((startOfDay(toMs) - startOfDay(fromMs)) / 86_400_000);

/** The last name of the category that all items of the event have. */
function categoryOf({ items }: ExplainedEvent): string | undefined {
  const categories = new Set(items.map(({ item_category }) => item_category));
  const [category] = categories;
  return categories.size === 1 ? category?.split('>').at(-1)?.trim() : undefined;
}

const pageLocale = () => globalThis.document?.documentElement.lang || 'en';

/**
 * A sentence for the shopper. It names the event that moved the item up most, together with similar events of the same day.
 *
 * @param nowMs milliseconds since 1970
 * @returns undefined if no event moved the item up
 */
export function inWords(
  { rows }: Pick<Explanation, 'rows'>,
  { locale = pageLocale(), texts: replaced }: WordsOptions = {},
  nowMs: number = Date.now(),
): string | undefined {
  const texts: ExplanationTexts = { ...textsOf(locale), ...replaced };
  const becauseOf = ({ type }: ExplainedEvent) => texts.because[type as keyof typeof texts.because];
  const events = namedEvents(rows, (event) => {
    const because = becauseOf(event);
    return because && JSON.stringify([because, startOfDay(event.timestampMs), categoryOf(event)]);
  });
  const [first] = events;
  if (!first) return undefined;
  return fill(becauseOf(first)!, {
    what: what(events, texts, locale),
    when: when(first.timestampMs, nowMs, texts, locale),
  });
}

function what(events: readonly ExplainedEvent[], texts: ExplanationTexts, locale: string): string {
  const items = new Map(events.flatMap(({ items: found }) => found.map((item) => [item.item_id, item])));
  const count = items.size;
  const [item] = items.values();
  if (count === 1 && item?.item_name !== undefined) return fill(texts.named, { name: item.item_name });
  const category = categoryOf(events[0]!);
  const noun = texts.nouns?.[category ?? ''];
  const text = noun
    ? (noun[new Intl.PluralRules(locale).select(count)] ?? noun.other)
    : category === undefined
      ? texts[count === 1 ? 'one' : 'several']
      : texts[count === 1 ? 'oneOf' : 'severalOf'];
  return fill(text ?? texts.one, {
    count: texts.numbers[count - 2] ?? count.toLocaleString(locale),
    category: category ?? '',
  });
}

function when(timestampMs: number, nowMs: number, texts: ExplanationTexts, locale: string): string {
  const days = daysBetween(timestampMs, nowMs);
  if (days <= 1) return days < 1 ? texts.today : texts.yesterday;
  const day = (format: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, format).format(timestampMs);
  return days < 7
    ? fill(texts.onWeekday, { day: day({ weekday: 'long' }) })
    : fill(texts.onDate, { day: day({ day: 'numeric', month: 'long' }) });
}
