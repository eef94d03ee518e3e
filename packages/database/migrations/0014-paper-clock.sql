-- Paper clock: the 24 hours of a key that trades on a paper exchange run by simulated time. Nothing of it reaches a key of a
-- real host: what such a key sent is only ever given back by this server's clock.

ALTER TABLE sends ADD COLUMN simulated_at timestamptz;
COMMENT ON COLUMN sends.simulated_at IS
  'Simulated time of the decision, on a paper exchange; its 24 hours run by it. Null: by sent_at.';
ALTER TABLE daily_usage ADD COLUMN simulated_latest timestamptz;
COMMENT ON COLUMN daily_usage.simulated_latest IS
  'Latest simulated time of a decision, on a paper exchange; its time may not be before. Null: there was none.';

-- One index for each way to leave the 24 hours, so that sweeping never reads a row that stays.
DROP INDEX sends_by_virtual_key;
CREATE INDEX sends_by_virtual_key ON sends (virtual_key, sent_at) WHERE simulated_at IS NULL;
CREATE INDEX sends_by_simulated_time ON sends (virtual_key, simulated_at) WHERE simulated_at IS NOT NULL;
CREATE INDEX sends_simulated ON sends (virtual_key, sent_at) WHERE simulated_at IS NOT NULL;

-- Only these places of the newest decide change.
DO $migration$
DECLARE
  v_text text := pg_get_functiondef('decide'::regproc);
  v_change text[];
BEGIN
  FOREACH v_change SLICE 1 IN ARRAY ARRAY[
    [$$p_share_most numeric[])$$, $$p_share_most numeric[], p_simulated_at timestamptz[])$$],
    [$$DECLARE
$$, $$DECLARE
  v_simulated timestamptz[] := array_fill(NULL::timestamptz, ARRAY[cardinality(p_content)]);
  v_is_simulated boolean := array_remove(p_simulated_at, NULL) <> '{}';
  v_gone bigint[];
$$],
    [$$ THEN 'stale-epoch'
$$, $$ THEN 'stale-epoch'
      WHEN i.simulated_at IS NULL THEN NULL
      WHEN NOT isfinite(i.simulated_at)
        OR (SELECT r.target FROM exchange_keys r WHERE r.number = k.exchange_key) IS DISTINCT FROM 'redirected' THEN 'paper-clock'
      -- All generations of a key have one sum, and one time (0009).
      WHEN i.simulated_at < (
        SELECT u.simulated_latest FROM virtual_keys r JOIN daily_usage u ON u.virtual_key = r.number
        WHERE r.name = k.name AND r.generation = 1 LIMIT 1
      ) THEN 'stale-paper-time'
$$],
    [$$p_epoch, p_refused_by)
    WITH ORDINALITY AS i (id, revision, policy, key_version, epoch, refused_by, at)$$,
    $$p_epoch, p_refused_by, p_simulated_at)
    WITH ORDINALITY AS i (id, revision, policy, key_version, epoch, refused_by, simulated_at, at)$$],
    [$$    SELECT c.entry FROM sends c
    WHERE c.virtual_key = u.virtual_key AND c.sent_at <= greatest(u.latest, v_time) - interval '24 hours'
    ORDER BY c.sent_at LIMIT 500
  ) o WHERE u.virtual_key = ANY (v_senders);
$$, $$    (SELECT c.entry FROM sends c
    WHERE c.virtual_key = u.virtual_key AND c.simulated_at IS NULL
      AND c.sent_at <= greatest(u.latest, v_time) - interval '24 hours'
    ORDER BY c.sent_at LIMIT 500)
    UNION ALL
    -- Toy money of a key that is bound to a real account now.
    (SELECT c.entry FROM sends c
    WHERE NOT v_is_simulated AND c.virtual_key = u.virtual_key AND c.simulated_at IS NOT NULL
      AND c.sent_at <= greatest(u.latest, v_time) - interval '24 hours'
    ORDER BY c.sent_at LIMIT 500)
  ) o WHERE u.virtual_key = ANY (v_senders);
  IF v_is_simulated THEN
    SELECT array_agg(o.entry) INTO v_gone FROM (
      SELECT i.number, max(i.simulated_at) AS latest
      FROM unnest(v_accounts, v_rules, p_simulated_at) AS i (number, rule, simulated_at)
      WHERE i.rule IS NULL AND i.simulated_at IS NOT NULL GROUP BY i.number
    ) n
    CROSS JOIN LATERAL (SELECT * FROM daily_usage r WHERE r.virtual_key = n.number LIMIT 1) u
    CROSS JOIN LATERAL (
      SELECT c.entry FROM sends c
      WHERE c.virtual_key = n.number AND c.simulated_at IS NOT NULL
        AND c.simulated_at <= greatest(u.simulated_latest, n.latest) - interval '24 hours'
      ORDER BY c.simulated_at LIMIT 500
    ) o;
    v_expired := v_expired || v_gone;
  END IF;
$$],
    [$$greatest(u.latest, v_time) AS latest
$$, $$greatest(u.latest, v_time) AS latest, u.simulated_latest
$$],
    [$$    v_times[v_at] := v_send.latest;
$$, $$    v_times[v_at] := v_send.latest;
    IF p_simulated_at[v_at] IS NOT NULL THEN
      v_simulated[v_at] := greatest(p_simulated_at[v_at], v_send.simulated_latest);
    END IF;
$$],
    [$$    SET notional = excluded.notional, slippage = excluded.slippage, latest = excluded.latest;
$$, $$    SET notional = excluded.notional, slippage = excluded.slippage, latest = excluded.latest;
  IF v_is_simulated THEN
    UPDATE daily_usage u SET simulated_latest = greatest(u.simulated_latest, n.latest)
    FROM (SELECT i.number, max(i.at) AS latest FROM unnest(v_accounts, v_simulated) AS i (number, at)
      WHERE i.at IS NOT NULL GROUP BY i.number) n
    WHERE u.virtual_key = n.number AND u.virtual_key = ANY (v_senders);
  END IF;
$$],
    [$$INSERT INTO sends (entry, exchange_key, virtual_key, sent_at, notional, slippage, orders, told)
  SELECT i.id, i.exchange_key, i.number, i.at, i.notional, i.slippage, i.orders, i.told
  FROM unnest(v_ids, v_exchange_keys, v_accounts, v_times, v_rules, p_notional, p_slippage, p_orders, p_told)
    AS i (id, exchange_key, number, at, rule, notional, slippage, orders, told)
$$, $$INSERT INTO sends (entry, exchange_key, virtual_key, sent_at, notional, slippage, orders, told, simulated_at)
  SELECT i.id, i.exchange_key, i.number, i.at, i.notional, i.slippage, i.orders, i.told, i.simulated_at
  FROM unnest(v_ids, v_exchange_keys, v_accounts, v_times, v_rules, p_notional, p_slippage, p_orders, p_told, v_simulated)
    AS i (id, exchange_key, number, at, rule, notional, slippage, orders, told, simulated_at)
$$]
  ] LOOP
    IF length(v_text) - length(replace(v_text, v_change[1], '')) <> length(v_change[1]) THEN
      RAISE EXCEPTION 'decide is not as this migration expects it: %', v_change[1];
    END IF;
    v_text := replace(v_text, v_change[1], v_change[2]);
  END LOOP;
  DROP FUNCTION decide;
  EXECUTE v_text;
END $migration$;
COMMENT ON FUNCTION decide IS
  'Decides a batch and records it; arrays are parallel, one element a request. Only a row without refused_by allows sending.';
REVOKE ALL ON FUNCTION decide FROM PUBLIC;
GRANT EXECUTE ON FUNCTION decide TO holdfast_gateway;
