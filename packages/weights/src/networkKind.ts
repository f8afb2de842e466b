/** What the browser tells of the network; what it does not tell counts as `free`. */
export type NetworkKind = 'free' | 'metered' | 'saving';
