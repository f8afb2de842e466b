/**
 * An action of another tab that affects consent:
 *
 * - `denied`: The shopper withdrew consent.
 * - `denial-pending`: A consent platform reports a denial that is not settled.
 * - `denial-dropped`: The platform has granted consent instead.
 * - `reset`: The shopper logged out.
 * - `erased`: The history was erased while this page was frozen.
 */
export type OtherTabAction = 'denied' | 'denial-pending' | 'denial-dropped' | 'reset' | 'erased';
