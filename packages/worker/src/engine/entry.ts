import { expose } from 'comlink';
import { keepErrorCodes } from '../thrownErrors.js';
import { WorkerEngineHost } from './engineHost.js';

keepErrorCodes();
expose(new WorkerEngineHost());
