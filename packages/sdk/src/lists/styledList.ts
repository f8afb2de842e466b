import type { StyledList } from './watchLists.js';

declare global {
  interface Window {
    /** Lists that the head's script has ordered by CSS, by list id. The framework reads them during hydration. */
    aisleStyled?: Map<string, StyledList>;
  }
}

/** Returns a server-rendered list that the head's script has ordered by CSS. Undefined on a server. */
export function styledList(listId: string): StyledList | undefined {
  return globalThis.window?.aisleStyled?.get(listId);
}
