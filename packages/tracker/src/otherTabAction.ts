/**
 * What another tab did that concerns consent: the shopper withdrew it or logged out there, or the history was erased
 * while this page was frozen.
 */
export type OtherTabAction = 'denied' | 'reset' | 'erased';
