import { z } from 'zod';

const fraction = z.number().positive().max(1);
const seconds = (most: number) => z.number().min(0).max(most);

/** How orders are placed; every key has a default. Durations in seconds, shares as fractions. */
export const executionSchema = z.strictObject({
  patience_s: seconds(86_400)
    .default(120)
    .describe('how long an order rests near the touch before it crosses the spread; 0 crosses at once'),
  reprice_s: seconds(3600)
    .min(1)
    .default(60)
    .describe('how often a resting order is looked at and re-priced'),
  max_slippage: fraction
    .default(0.02)
    .describe(
      'how far a price may be from the plan’s; beyond it nothing is placed, and the plan is made anew',
    ),
  depth_share: fraction
    .default(0.25)
    .describe('largest part of the visible book that one order takes; larger ones are cut into slices'),
  slice_pause_s: seconds(3600).default(30).describe('pause between slices'),
  orders_at_once: z.int().min(1).max(20).default(4).describe('orders that are under way at the same time'),
});

export type ExecutionSettings = z.output<typeof executionSchema>;
