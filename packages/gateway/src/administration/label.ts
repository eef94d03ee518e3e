import { z } from 'zod';

/** A name a person gives, as the database's domain `label` has it. */
export const label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
