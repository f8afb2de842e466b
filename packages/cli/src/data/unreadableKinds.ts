/** What a file is that users pass by mistake, and what to do with it. */
export interface UnreadableKind {
  readonly found: string;
  readonly advice: string;
  /** The option with which such a file is read after all. */
  readonly readAs?: string;
}

const UNPACK = 'Unpack it, or compress the file with gzip.';
const SAVE_AS_CSV =
  'Save the sheet as "CSV UTF-8". Before, format long numbers and ids as text, and dates as YYYY-MM-DD HH:MM:SS.';
const utf16Advice = (encoding: string) =>
  `Save it as UTF-8, or convert it (unpacked): iconv -f ${encoding} -t UTF-8 FILE > NEW.`;

type Matches = (text: string) => boolean;

const startsWith =
  (...starts: readonly string[]): Matches =>
  (text) =>
    starts.some((start) => text.startsWith(start));

const ZIP = 'PK\x03\x04';
/** A zip archive whose first entry has this name. */
const zipOf =
  (name: RegExp): Matches =>
  (text) =>
    text.startsWith(ZIP) && name.test(text.slice(30));

/** English text in UTF-16 without a byte order mark: every other byte is zero, from `first` on. */
const everyOtherIsZero =
  (first: 0 | 1): Matches =>
  (text) =>
    text.length >= 8 && [...text.slice(0, 8)].every((character, i) => (character === '\0') === (i % 2 === first));

/** The first bytes are Latin-1 text. */
const KINDS: readonly (UnreadableKind & { readonly matches: Matches })[] = [
  { matches: startsWith('\xff\xfe', '\xfe\xff'), found: 'text in UTF-16', advice: utf16Advice('UTF-16') },
  { matches: everyOtherIsZero(1), found: 'text in UTF-16', advice: utf16Advice('UTF-16LE') },
  { matches: everyOtherIsZero(0), found: 'text in UTF-16', advice: utf16Advice('UTF-16BE') },
  { matches: zipOf(/^(?:\[Content_Types\]|xl\/|_rels\/|docProps\/)/), found: 'an Excel file', advice: SAVE_AS_CSV },
  { matches: zipOf(/^mimetypeapplication\/vnd\.oasis/), found: 'an OpenDocument file', advice: SAVE_AS_CSV },
  { matches: startsWith(ZIP), found: 'a zip archive', advice: UNPACK },
  { matches: startsWith('\xd0\xcf\x11\xe0'), found: 'an old Excel file', advice: SAVE_AS_CSV },
  { matches: startsWith('\x28\xb5\x2f\xfd'), found: 'a zstd archive', advice: UNPACK },
  { matches: startsWith('BZh'), found: 'a bzip2 archive', advice: UNPACK },
  { matches: startsWith('\xfd7zXZ\0'), found: 'an xz archive', advice: UNPACK },
  { matches: startsWith('7z\xbc\xaf'), found: 'a 7z archive', advice: UNPACK },
  { matches: (text) => text.startsWith('ustar', 257), found: 'a tar archive', advice: UNPACK },
  { matches: startsWith('\x1f\x8b'), found: 'a gzip file inside a gzip file', advice: 'Unpack it once.' },
  { matches: startsWith('PAR1'), found: 'a Parquet file', advice: 'Remove --format, or export it as CSV or JSONL.' },
  { matches: startsWith('Obj\x01'), found: 'an Avro file', advice: 'Export it as CSV or JSONL.' },
  { matches: startsWith('SQLite format 3\0'), found: 'an SQLite database', advice: 'Export a table as CSV.' },
  { matches: startsWith('%PDF-'), found: 'a PDF', advice: 'Export the data as CSV.' },
  {
    matches: (text) => /^\s*<(?:!doctype html|html)/i.test(text),
    found: 'a web page',
    advice: 'The download may have needed a login. Download it again in a browser.',
  },
  {
    matches: (text) => /^\s*<(?:\?xml|rss|feed)/.test(text),
    found: 'an XML file',
    advice: 'Export the data as CSV or JSONL.',
    readAs: '--catalogue',
  },
];

/** Long enough for the name of tar. */
const INSPECTED_BYTES = 512;

/** The kind of a file that is not text in UTF-8, by its first (decompressed) bytes. */
export function unreadableKind(start: Buffer): UnreadableKind | undefined {
  const text = start.toString('latin1', 0, INSPECTED_BYTES);
  const afterByteOrderMark = text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text;
  return KINDS.find(({ matches }) => matches(afterByteOrderMark));
}
