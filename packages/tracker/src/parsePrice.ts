/** Shares and amounts beside a price: 19 %, 500 g. */
const SHARE = /%\s?\d+|[-−–]?[\d.,]+\s?(?:%|(?:[cm]?[glm]|kg|oz|lb)(?!\.?\p{L}))/giu;
const NEGATIVE = /(?:^|[^\p{L}\d])[-−–]\s?\p{Sc}?\s?\d/u;
/**
 * A number with its separators. Spaces and apostrophes group thousands. Raised cents, and another unit than the
 * currency's, make it unreadable: 299k, 1.5万, 99p.
 */
const NUMBER =
  /\d\d?p\b|\d+(?:[\s’]\d{3}(?!\d))*(?:[.,]\d+)*(?:\s?(?:k(?![\wč])|[¢万億억만천]|lakh|тыс|rb|jt)|[⁰¹²³⁴-⁹]*)/gi;
/** Thousands, or the Indian lakh, before other decimals: 1.299,00 and 12,34,567.89. */
const GROUPED = /^[1-9]\d{0,2}([.,])(?:\d{2,3}\1)*\d{3}(?:(?!\1)[.,]\d+)?$/;
/** Currencies with three decimals, such as the Kuwaiti dinar. */
const THREE_DECIMALS = /\b(?:KW?|BH?|JO?|LY|TN)D\b|\bDT\b|OMR|د(?:\.|ينار )?[كبأاتل]|ر\.ع/;

/**
 * Reads a price as shops write it for people: `1.299,00 €`, `Rs. 499`. The test has a table of texts.
 *
 * @returns undefined for a number below 0, a text without a number, and an ambiguous text, such as two prices
 */
export function parsePrice(found: unknown): number | undefined {
  const price = typeof found === 'string' && found.length <= 200 ? parseText(found.trim()) : found;
  // Longer numbers are ids.
  return typeof price === 'number' && price >= 0 && price < 1e12 ? price : undefined;
}

function parseText(given: string): number | undefined {
  // If a page has replaced `exec`, a global pattern may never end.
  if (/-/.exec('') !== null) return undefined;
  const text = given
    // Arabic, Persian, Indian, Bengali and full-width digits. Those of the ninth block begin at 6.
    .replace(/[٠-٩۰-۹०-९০-৯０-９]/g, (digit) => {
      const code = digit.charCodeAt(0);
      return `${(code >> 8 === 9 ? code - 6 : code) & 15}`;
    })
    .replace(/٫/g, '.')
    .replace(/[٬،，']/g, '’')
    // Less than one unit, also with a dash: -.95.
    .replace(/(^|[\s\p{Sc}])[-–]?([.,]\d)/gu, '$10$2')
    .replace(SHARE, '');
  if (NEGATIVE.test(text)) return undefined;
  const [price, ...others] = new Set(text.match(NUMBER)?.map((number) => parseNumber(number, text)));
  return others.length === 0 ? price : undefined;
}

/** @param text the whole text around the number */
function parseNumber(number: string, text: string): number {
  let digits = number.replace(/[\s’]/g, '');
  const separator = GROUPED.exec(digits)?.[1];
  const canBeDecimal = /^\d+.\d{3}$/.test(digits);
  // Without anything around it, 1.299 can be a number that a program wrote.
  if (canBeDecimal && separator === '.' && number === text) return NaN;
  if (separator && !(canBeDecimal && THREE_DECIMALS.test(text))) digits = digits.split(separator).join('');
  return Number(digits.replace(',', '.'));
}
