import { explanationsOn } from '../explain/explanations.js';
import { tagGlobal } from '../tagGlobal.js';
import { tagHost } from '../tagHost.js';

const tag = tagGlobal();
const ignore = () => {};
Object.assign(
  tag,
  explanationsOn({
    ...tagHost(tag),
    status: () => tag.status?.(),
    subscribe: (listener) =>
      (tag.queue ??= []).push({ name: 'subscribe', args: [listener], resolve: ignore, reject: ignore }),
  }),
);
