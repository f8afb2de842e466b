/** The network as the browser reports it; `free` if the browser reports nothing. */
export type NetworkKind = 'free' | 'metered' | 'saving';
