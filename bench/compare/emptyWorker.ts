import { expose } from 'comlink';

expose({ empty: () => {} });
