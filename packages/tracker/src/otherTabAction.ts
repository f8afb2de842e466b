/**
 * An action of another tab that affects consent: the shopper withdrew it (`denied`) or logged out (`reset`), or the
 * history was erased while this page was frozen (`erased`).
 */
export type OtherTabAction = 'denied' | 'reset' | 'erased';
