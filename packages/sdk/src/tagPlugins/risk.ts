import { callTag } from '../callTag.js';
import { riskOn } from '../risk/risk.js';
import { tagGlobal } from '../tagGlobal.js';

Object.assign(tagGlobal(), riskOn({ export: callTag('export'), status: callTag('status') }));
