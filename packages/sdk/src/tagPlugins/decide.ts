import { decisionsOn } from '../decide/decisions.js';
import { tagGlobal } from '../tagGlobal.js';
import { tagHost } from '../tagHost.js';

const tag = tagGlobal();
Object.assign(tag, decisionsOn(tagHost(tag)));
