-- Request weight towards the exchanges: windows that roll, fair between virtual keys, leased to replicas in pieces.

DROP FUNCTION take_budget;
ALTER TABLE upstream_budget DROP COLUMN window_start, DROP COLUMN used;
COMMENT ON TABLE upstream_budget IS 'Until when the exchange asked everybody, or who uses a real key, to wait.';

CREATE OR REPLACE FUNCTION close_upstream(p_host text, p_source text, p_exchange_key integer, p_wait_ms bigint) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_until timestamptz := clock_timestamp() + make_interval(secs => least(greatest(p_wait_ms, 0), 604800000) / 1000.0);
BEGIN
  INSERT INTO upstream_budget AS b (host, source_address, exchange_key, closed_until)
  VALUES (p_host, p_source, p_exchange_key, v_until)
  ON CONFLICT (host, source_address, exchange_key) DO UPDATE
    SET closed_until = greatest(b.closed_until, excluded.closed_until)
  RETURNING closed_until INTO v_until;
  PERFORM pg_notify('holdfast_changes', 'upstream_budget');
  RETURN v_until;
END $$;

CREATE TABLE budgets (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  exchange text NOT NULL CHECK (length(exchange) BETWEEN 1 AND 32),
  source_address text NOT NULL CHECK (length(source_address) <= 64),
  exchange_key integer REFERENCES exchange_keys,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  counter double precision NOT NULL DEFAULT 0 CHECK (counter >= 0),
  counted_at timestamptz NOT NULL,
  UNIQUE NULLS NOT DISTINCT (exchange, source_address, exchange_key, name)
);
COMMENT ON TABLE budgets IS
  'Limits that exchanges count by: from an address (exchange_key null) or with a real key. The row is the lock of its uses.';
COMMENT ON COLUMN budgets.counter IS 'Of limits that decay: what the exchange has counted, as of counted_at.';

CREATE TABLE budget_uses (
  budget integer NOT NULL REFERENCES budgets,
  slot bigint NOT NULL,
  holder text NOT NULL CHECK (length(holder) <= 100),
  used integer NOT NULL CHECK (used >= 0),
  kept integer NOT NULL DEFAULT 0 CHECK (kept BETWEEN 0 AND used),
  PRIMARY KEY (budget, slot, holder)
);
COMMENT ON TABLE budget_uses IS 'What was leased to whom in each tenth of a window; older ones are deleted.';
COMMENT ON COLUMN budget_uses.kept IS 'What of it came out of the part that is kept for cancellations.';
COMMENT ON COLUMN budget_uses.holder IS 'Name of the virtual key; empty: somebody else, as the exchange’s own count says.';

CREATE FUNCTION lease_budget(
  p_exchange text, p_source text, p_exchange_key integer, p_name text, p_holder text, p_need integer, p_want integer,
  p_limit integer, p_window_ms bigint, p_decays boolean, p_cancels boolean, p_seen integer
) RETURNS TABLE (granted integer, total integer, valid_ms bigint, retry_ms bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  -- A lease is spent in the slot that it was made in, so any window of ten slots' length touches eleven at most.
  v_slot_ms bigint := greatest(p_window_ms / 10, 1);
  v_budget budgets;
  v_now timestamptz;
  v_ms bigint;
  v_slot bigint;
  v_oldest bigint;
  v_total bigint;
  v_rolling bigint;
  v_own bigint;
  v_active integer;
  v_kept_for_cancels bigint;
  v_kept_used bigint;
  v_kept bigint := 0;
  v_open bigint;
  v_share bigint;
  v_reserved bigint;
  v_left bigint;
  v_available bigint;
  v_open_available bigint;
  v_granted integer := 0;
BEGIN
  IF p_need NOT BETWEEN 0 AND 1000000 OR p_want NOT BETWEEN p_need AND 1000000 OR p_limit NOT BETWEEN 1 AND 1000000000
    OR p_window_ms NOT BETWEEN 100 AND 86400000 OR p_holder = '' OR p_seen < 0 THEN
    RAISE EXCEPTION 'need, limit or window out of range' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  LOOP
    SELECT * INTO v_budget FROM budgets b WHERE b.exchange = p_exchange AND b.source_address = p_source
      AND b.exchange_key IS NOT DISTINCT FROM p_exchange_key AND b.name = p_name FOR UPDATE;
    EXIT WHEN FOUND;
    INSERT INTO budgets (exchange, source_address, exchange_key, name, counted_at)
    VALUES (p_exchange, p_source, p_exchange_key, p_name, clock_timestamp()) ON CONFLICT DO NOTHING;
  END LOOP;
  v_now := clock_timestamp();
  v_ms := floor(extract(epoch FROM v_now) * 1000);
  v_slot := v_ms / v_slot_ms;
  DELETE FROM budget_uses u WHERE u.budget = v_budget.number AND u.slot < v_slot - 10;
  -- A clock that went back: what was counted later than now counts as of now.
  IF EXISTS (SELECT FROM budget_uses u WHERE u.budget = v_budget.number AND u.slot > v_slot) THEN
    WITH later AS (
      DELETE FROM budget_uses u WHERE u.budget = v_budget.number AND u.slot >= v_slot RETURNING u.holder, u.used, u.kept
    )
    INSERT INTO budget_uses (budget, slot, holder, used, kept)
    SELECT v_budget.number, v_slot, l.holder, sum(l.used), sum(l.kept) FROM later l GROUP BY l.holder;
  END IF;
  SELECT coalesce(sum(u.used), 0), coalesce(sum(u.kept), 0), min(u.slot) INTO v_rolling, v_kept_used, v_oldest FROM budget_uses u WHERE u.budget = v_budget.number;
  IF p_decays THEN
    v_budget.counter := greatest(0, v_budget.counter
      - greatest(0, extract(epoch FROM v_now - v_budget.counted_at)) * 1000 * p_limit / p_window_ms);
    v_total := ceil(v_budget.counter);
  ELSE
    v_total := v_rolling;
  END IF;
  IF p_seen > v_total THEN
    INSERT INTO budget_uses AS u (budget, slot, holder, used) VALUES (v_budget.number, v_slot, '', p_seen - v_total)
    ON CONFLICT (budget, slot, holder) DO UPDATE SET used = u.used + excluded.used;
    v_budget.counter := v_budget.counter + (p_seen - v_total);
    v_total := p_seen;
  END IF;

  -- A holder that was active within the window keeps its share; what the others leave of theirs may be borrowed.
  SELECT count(*) + 1, coalesce(sum(h.used) FILTER (WHERE h.holder = p_holder), 0)
  INTO v_active, v_own
  FROM (SELECT u.holder, sum(u.used - u.kept) AS used FROM budget_uses u
    WHERE u.budget = v_budget.number AND u.holder <> '' GROUP BY u.holder) h;
  IF v_own > 0 THEN
    v_active := v_active - 1;
  END IF;
  v_kept_for_cancels := ceil(p_limit / 10.0);
  v_open := p_limit - v_kept_for_cancels;
  v_share := v_open / v_active;
  SELECT coalesce(sum(greatest(0, v_share - h.used)), 0) INTO v_reserved
  FROM (SELECT sum(u.used - u.kept) AS used FROM budget_uses u
    WHERE u.budget = v_budget.number AND u.holder NOT IN ('', p_holder) GROUP BY u.holder) h;
  -- What cancellations took out of their part is nothing that anybody else lacks.
  v_left := v_open - (v_total - least(v_kept_used, v_total));
  v_available := least(v_left, greatest(v_left - v_reserved, v_share - v_own));
  v_open_available := greatest(0, v_available);
  IF p_cancels THEN
    v_available := least(p_limit - v_total, v_open_available + v_kept_for_cancels - v_kept_used);
  END IF;
  IF p_need > 0 AND v_available >= p_need THEN
    v_granted := least(p_want, v_available);
    v_kept := greatest(0, v_granted - v_open_available);
    INSERT INTO budget_uses AS u (budget, slot, holder, used, kept)
    VALUES (v_budget.number, v_slot, p_holder, v_granted, v_kept)
    ON CONFLICT (budget, slot, holder) DO UPDATE SET used = u.used + excluded.used, kept = u.kept + excluded.kept;
    v_total := v_total + v_granted;
  END IF;
  IF p_decays THEN
    UPDATE budgets b SET counter = v_budget.counter + v_granted, counted_at = v_now WHERE b.number = v_budget.number;
  END IF;
  RETURN QUERY SELECT v_granted, v_total::integer,
    CASE WHEN p_decays THEN least(1000, v_slot_ms) ELSE (v_slot + 1) * v_slot_ms - v_ms END,
    CASE WHEN v_granted > 0 OR p_need = 0 THEN 0
      WHEN p_decays THEN greatest(1, ceil((p_need - v_available) * p_window_ms / p_limit::numeric))::bigint
      ELSE (coalesce(v_oldest, v_slot) + 11) * v_slot_ms - v_ms END;
END $$;
COMMENT ON FUNCTION lease_budget IS
  'Leases between p_need and p_want of a limit, for valid_ms, or says when to ask again; p_seen is the exchange’s own count.';

REVOKE ALL ON TABLE budgets, budget_uses FROM PUBLIC;
REVOKE ALL ON FUNCTION lease_budget FROM PUBLIC;
GRANT SELECT ON budgets, budget_uses TO holdfast_gateway;
GRANT EXECUTE ON FUNCTION lease_budget TO holdfast_gateway;
