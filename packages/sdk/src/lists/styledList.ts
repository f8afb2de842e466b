import type { StyledList } from './watchLists.js';

declare global {
  interface Window {
    /** By list id: what the head's script of server-rendered pages has ordered, for the framework that takes it over. */
    aisleStyled?: Map<string, StyledList>;
  }
}

/** A list of the server's that the head's script has ordered by style; by the id of the list. */
export function styledList(listId: string): StyledList | undefined {
  return window.aisleStyled?.get(listId);
}
