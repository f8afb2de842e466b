import { expose } from 'comlink';
import { sendPlainErrors } from '../thrownErrors.js';
import { WorkerEngineHost } from './engineHost.js';

sendPlainErrors();
expose(new WorkerEngineHost());
