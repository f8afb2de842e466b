/** Encodings of shops' exports besides Windows-1252, which is the most frequent one and accepts almost any bytes. */
const CANDIDATES = ['shift_jis', 'gb18030', 'windows-1251'] as const;
const SCRIPTS: Readonly<Record<(typeof CANDIDATES)[number], RegExp>> = {
  shift_jis: /^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]+$/u,
  gb18030: /^\p{Script=Han}+$/u,
  'windows-1251': /^\p{Script=Cyrillic}+$/u,
};
const WORD = /\p{L}+/gu;
const ASCII = /^[a-z]+$/i;

/**
 * Whether every word with other letters than ASCII is of the encoding's script. In a wrong encoding, words mix scripts or
 * are single letters.
 */
function isPlausible(encoding: (typeof CANDIDATES)[number], bytes: Uint8Array): boolean {
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return false;
  }
  const words = (text.match(WORD) ?? []).filter((word) => !ASCII.test(word));
  return words.some((word) => word.length > 1) && words.every((word) => SCRIPTS[encoding].test(word));
}

/** The likely encoding of a line that is not UTF-8, as `iconv` names it: Windows-1252 without a better guess. */
export function likelyEncoding(line: Uint8Array): string {
  return (CANDIDATES.find((encoding) => isPlausible(encoding, line)) ?? 'windows-1252').toUpperCase();
}
