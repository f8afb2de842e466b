export {
  type Caps,
  type Conditions,
  type Creative,
  type Declaration,
  INTERVENTION_KINDS,
  type Intervention,
  type InterventionKind,
  type InterventionRules,
} from './declaration.js';
