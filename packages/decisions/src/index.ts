export {
  type Caps,
  type Conditions,
  type Creative,
  type Declaration,
  INTERVENTION_KINDS,
  type Intervention,
  type InterventionKind,
  type InterventionRules,
  type ReportQuestion,
} from './declaration/declaration.js';
export { parseDeclaration } from './declaration/parseDeclaration.js';
export { pressureClaim } from './declaration/pressureClaim.js';
export { type CoinSide, type Coins, coinsOf } from './eligibility/coinsOf.js';
export {
  type DecisionReason,
  type DecisionWhy,
  decideIntervention,
  type InterventionDecision,
} from './eligibility/decideIntervention.js';
export {
  eligibility,
  INELIGIBLE_REASONS,
  type Ineligibility,
  type IneligibleReason,
} from './eligibility/eligibility.js';
export { type ExposureRules, exposureRefused, exposureRules } from './eligibility/exposureRules.js';
export { isHeldOut } from './eligibility/isHeldOut.js';
export { isWithinBudget } from './eligibility/isWithinBudget.js';
export type { InterventionMoment, Situation } from './eligibility/situation.js';
export { type HistorySituation, situationOf } from './eligibility/situationOf.js';
export { type Candidate, type Choice, chooseIntervention } from './policy/chooseIntervention.js';
export { parsePolicy } from './policy/parsePolicy.js';
export type { ContextFeature, Estimate, InterventionPolicy, Policy } from './policy/policy.js';
export { devicesNeeded, type ReportMechanism, TEST_QUANTILES } from './reports/devicesNeeded.js';
export { type BucketEstimate, estimateBuckets } from './reports/estimateBuckets.js';
export type { AggregationTask, ReportAggregation } from './reports/reportAggregation.js';
export { REPORT_BUCKETS, type ReportBucket } from './reports/reportBuckets.js';
export { encodeBucket } from './reports/unaryEncoding.js';
export type { AutomationEvidence, CouponTry, PageInput } from './risk/automationEvidence.js';
export { type AutomationScore, automationScore } from './risk/automationScore.js';
export type { RiskSignal } from './risk/riskSignal.js';
export { bgNbdExpectedOrders, bgNbdLogLikelihood } from './timing/bgNbd.js';
export { estimateOrder, type OrderEstimate } from './timing/estimateOrder.js';
export { historyOf } from './timing/historyOf.js';
export { mergeOrders } from './timing/mergeOrders.js';
export { type HazardParameters, hazardLogNoOrder } from './timing/orderHazard.js';
export type { OrderHistory } from './timing/orderHistory.js';
export { orderLogit } from './timing/orderLogit.js';
export { orderSummaryOf } from './timing/orderSummaryOf.js';
export type { HazardTiming, OrderSummary, OrderTiming, RateTiming } from './timing/orderTiming.js';
export { paretoNbdExpectedOrders, paretoNbdLogLikelihood } from './timing/paretoNbd.js';
export { probabilityOfOrder } from './timing/probabilityOfOrder.js';
export { ORDER_DAYS, type OrderDays, type ReleasedTiming, type TimingFile } from './timing/timingFile.js';
