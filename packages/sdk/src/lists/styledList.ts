import type { StyledList } from './watchLists.js';

declare global {
  interface Window {
    /** Lists that the head's script has ordered by CSS, by list id. The framework reads them during hydration. */
    aisleStyled?: Map<string, StyledList>;
  }
}

/** Returns a server-rendered list that the head's script has ordered by CSS. */
export function styledList(listId: string): StyledList | undefined {
  return window.aisleStyled?.get(listId);
}
