import { answerCalls } from '../calls.js';
import { Engine } from './engine.js';

answerCalls(new Engine());
