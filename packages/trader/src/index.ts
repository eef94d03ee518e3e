export { makePlan, type Plan, type PlanOrder, type Unreachable } from './planner/plan.ts';
export { type PlanDocuments, type PlanInput, readPlanInput } from './planner/plan-input.ts';
export { readPreferences } from './planner/preferences.ts';
