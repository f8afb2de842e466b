import type { DetailedHTMLProps, HTMLAttributes } from 'react';

/** Attributes of `<aisle-slot>` in JSX (docs/guides/slots.md). Define the element with `defineSlot` of `@aisle/sdk/slot`. */
export interface AisleSlotAttributes extends DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> {
  /** URL of the shop's catalogue file. */
  readonly catalogue: string;
  /** Which row. Default `for-you`. */
  readonly kind?: 'for-you' | 'carry-on' | 'related' | 'bought-with' | 'trending';
  /** The id of the item, for `related`. */
  readonly item?: string;
  /** Ids separated by spaces or commas, for `bought-with`. */
  readonly items?: string;
  /** For `trending`, default: all categories. With `context`, the category of the page. */
  readonly category?: string;
  /** Fills the row for shoppers without a history too. */
  readonly context?: boolean | '';
  /** The number of items. Default 8. */
  readonly k?: number | string;
  /** Ids that the slot must not show, separated by spaces. */
  readonly exclude?: string;
  /** Which pictures the slot may request. */
  readonly pictures?: string;
  /** Shows items that were purchased before. */
  readonly 'repeat-purchases'?: boolean | '';
  readonly 'data-aisle-list'?: string;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'aisle-slot': AisleSlotAttributes;
    }
  }
}
