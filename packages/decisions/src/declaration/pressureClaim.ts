/**
 * Texts that press the shopper by scarcity or a countdown, in English, German, French, Spanish and Chinese. The UCPD
 * (Annex I, 7) forbids false ones, and a static file cannot know which are true. The list finds the usual wordings.
 */
const PRESSURE_CLAIMS: readonly RegExp[] = [
  /\b(only|just) \d+ (left|remaining|in stock)\b/i,
  /\b(hurry|last chance|selling (out )?fast|almost gone|while stocks? lasts?|(ends|expires) in \d+)\b/i,
  /\b(nur noch|noch) \d+ (stück|verfügbar|auf lager|übrig|stunden|minuten)/i,
  /\b(letzte chance|fast ausverkauft|solange der vorrat reicht|endet in \d+)/i,
  /\b(plus que \d+|dernière chance|bientôt épuisé|dans la limite des stocks|se termine dans \d+)/i,
  /\b(solo quedan \d+|sólo quedan \d+|quedan \d+|última oportunidad|casi agotado|hasta agotar existencias|termina en \d+)/i,
  /仅剩|只剩|最后机会|即将售罄|即将售完|倒计时|售完即止/,
];

/** The words of the text that claim scarcity or a countdown; undefined if there are none. */
export function pressureClaim(text: string): string | undefined {
  for (const pattern of PRESSURE_CLAIMS) {
    const found = pattern.exec(text);
    if (found) return found[0];
  }
  return undefined;
}
