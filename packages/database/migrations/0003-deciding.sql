-- Deciding: what must hold for a request to be sent, checked and recorded in one statement.

-- Tables written for each request have no foreign keys: a check would lock and rewrite the key's row every time, only
-- decide and record_outcomes write here, and keys are never deleted.

CREATE TABLE replay_keys (
  virtual_key integer NOT NULL,
  digest sha256_hash NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (virtual_key, digest)
);
CREATE INDEX ON replay_keys (expires_at);
COMMENT ON TABLE replay_keys IS 'Requests that were decided, by a digest of their parsed values; each is decided once.';

CREATE TABLE daily_usage (
  virtual_key integer PRIMARY KEY REFERENCES virtual_keys,
  notional usd NOT NULL,
  slippage usd NOT NULL,
  latest timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE daily_usage IS 'Per virtual key, the sum of its sends that have not left the last 24 hours.';
COMMENT ON COLUMN daily_usage.latest IS 'Time of the last decision; a clock set back does not go below it.';

CREATE TABLE sends (
  entry bigint PRIMARY KEY,
  exchange_key integer NOT NULL,
  virtual_key integer NOT NULL,
  sent_at timestamptz NOT NULL,
  notional usd NOT NULL,
  slippage usd NOT NULL,
  orders integer NOT NULL CHECK (orders >= 0),
  settled_at timestamptz,
  outcome text CHECK (outcome IN ('accepted', 'partly', 'rejected', 'unknown')),
  CHECK ((settled_at IS NULL) = (outcome IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX sends_by_virtual_key ON sends (virtual_key, sent_at);
CREATE INDEX sends_under_way ON sends (exchange_key, sent_at) WHERE orders > 0 AND settled_at IS NULL;
CREATE INDEX sends_settled ON sends (exchange_key, settled_at) WHERE orders > 0 AND settled_at IS NOT NULL;
COMMENT ON TABLE sends IS 'Reservations of the last 24 hours: one row for each accepted request that places or changes orders.';
COMMENT ON COLUMN sends.entry IS 'The audit entry that allowed it.';
COMMENT ON COLUMN sends.sent_at IS 'Database time of the decision.';
COMMENT ON COLUMN sends.notional IS 'US dollars still reserved; a definite rejection sets it to 0.';
COMMENT ON COLUMN sends.orders IS 'Orders that it may have opened.';
COMMENT ON COLUMN sends.settled_at IS 'When the exchange had answered, or was given up; null while under way.';

CREATE TABLE send_turns (exchange_key integer PRIMARY KEY REFERENCES exchange_keys);
COMMENT ON TABLE send_turns IS 'One row for each exchange key; who locks it is the one that adds sends with that key.';
CREATE FUNCTION add_send_turn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
BEGIN
  INSERT INTO send_turns VALUES (NEW.number);
  RETURN NULL;
END $$;
CREATE TRIGGER add_send_turn AFTER INSERT ON exchange_keys FOR EACH ROW EXECUTE FUNCTION add_send_turn();

-- Functions without SECURITY DEFINER run inside those that have it, under their pinned search_path; nobody is granted
-- them.

CREATE FUNCTION demand_durability() RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF current_setting('fsync') <> 'on' OR current_setting('full_page_writes') <> 'on'
    OR current_setting('synchronous_commit') = 'off' THEN
    RAISE EXCEPTION 'this server may lose what it confirmed: fsync, full_page_writes and synchronous_commit must be on'
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END $$;
COMMENT ON FUNCTION demand_durability IS 'Refuses to work where a commit is not on disk when it returns.';

-- Locks are taken in one order everywhere, so that batches never wait for each other in a circle: the gate; replay keys,
-- turns of exchange keys, usage of virtual keys, each sorted. Everything is held to the commit.
--
-- Plans are made once for each connection (planning anew would take longer than deciding), maybe while the tables are
-- still empty. So that no plan reads a whole table, rows are found by = ANY or by a LATERAL with a LIMIT, which leave
-- an index as the only way.
CREATE FUNCTION decide(
  p_replica text, p_virtual_key text[], p_revision bigint[], p_policy bytea[], p_key_version integer[], p_epoch bigint[],
  p_refused_by text[], p_replay bytea[], p_replay_seconds integer[], p_notional numeric[], p_slippage numeric[],
  p_max_notional numeric[], p_max_slippage numeric[], p_orders integer[], p_open_orders integer[],
  p_open_as_of timestamptz[], p_max_orders integer[], p_content bytea[]
) RETURNS TABLE (
  place integer, entry bigint, refused_by text, epoch bigint, decided_at timestamptz,
  used_notional numeric, used_slippage numeric
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp
  SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
  v_count integer := cardinality(p_content);
  v_time timestamptz;
  v_rules text[];
  v_numbers integer[];
  v_exchange_keys integer[];
  v_epochs bigint[];
  v_ids bigint[];
  v_repeated integer[];
  v_turns integer[];
  v_senders integer[];
  v_expired bigint[];
  v_times timestamptz[];
  v_used_notional numeric[] := array_fill(NULL::numeric, ARRAY[v_count]);
  v_used_slippage numeric[] := array_fill(NULL::numeric, ARRAY[v_count]);
  v_at integer;
  v_send record;
  v_key integer;
  v_exchange_key integer;
  v_notional numeric;
  v_slippage numeric;
  v_new_orders integer;
  v_open integer;
  v_open_as_of timestamptz;
BEGIN
  PERFORM demand_durability();
  LOCK TABLE gate IN ROW EXCLUSIVE MODE;
  v_time := clock_timestamp();

  -- What the keys and the freeze say now, not what a replica remembers.
  SELECT array_agg(k.number ORDER BY i.at), array_agg(k.exchange_key ORDER BY i.at),
    array_agg(greatest(all_.epoch, e.epoch, v.epoch) ORDER BY i.at),
    array_agg(CASE
      WHEN k.number IS NULL THEN 'unknown-key'
      WHEN k.state = 'revoked' THEN 'revoked'
      WHEN k.state = 'frozen' OR all_.frozen IS NOT FALSE OR e.frozen OR v.frozen THEN 'frozen'
      WHEN k.expires_at <= v_time THEN 'expired'
      WHEN i.refused_by IS NOT NULL THEN NULL
      WHEN i.revision IS DISTINCT FROM k.revision THEN 'stale-key'
      WHEN i.policy IS DISTINCT FROM k.policy THEN 'stale-policy'
      WHEN i.key_version IS DISTINCT FROM x.version THEN 'stale-exchange-key'
      WHEN i.epoch IS DISTINCT FROM greatest(all_.epoch, e.epoch, v.epoch) THEN 'stale-epoch'
      END ORDER BY i.at)
  INTO v_numbers, v_exchange_keys, v_epochs, v_rules
  FROM unnest(p_virtual_key, p_revision, p_policy, p_key_version, p_epoch, p_refused_by)
    WITH ORDINALITY AS i (id, revision, policy, key_version, epoch, refused_by, at)
  LEFT JOIN LATERAL (SELECT * FROM virtual_keys r WHERE r.id = i.id LIMIT 1) k ON true
  LEFT JOIN LATERAL (
    SELECT * FROM exchange_key_versions r WHERE r.exchange_key = k.exchange_key AND r.state = 'active' LIMIT 1
  ) x ON true
  LEFT JOIN LATERAL (
    SELECT * FROM freezes r WHERE r.exchange_key IS NULL AND r.virtual_key IS NULL LIMIT 1
  ) all_ ON true
  LEFT JOIN LATERAL (
    SELECT * FROM freezes r WHERE r.exchange_key = k.exchange_key AND r.virtual_key IS NULL LIMIT 1
  ) e ON true
  LEFT JOIN LATERAL (
    SELECT * FROM freezes r WHERE r.exchange_key IS NULL AND r.virtual_key = k.number LIMIT 1
  ) v ON true;

  -- Sorted, so that two batches with the same requests don't wait for each other in a circle. A conflict with a batch
  -- that has not committed waits for it.
  WITH wanted AS MATERIALIZED (
    SELECT i.at, i.number, i.digest, i.seconds,
      row_number() OVER (PARTITION BY i.number, i.digest ORDER BY i.at) AS nth
    FROM unnest(v_numbers, p_replay, p_replay_seconds, v_rules)
      WITH ORDINALITY AS i (number, digest, seconds, rule, at)
    WHERE i.rule IS NULL AND i.digest IS NOT NULL
  ), fresh AS (
    INSERT INTO replay_keys AS r (virtual_key, digest, expires_at)
    SELECT w.number, w.digest, v_time + make_interval(secs => w.seconds) FROM wanted w WHERE w.nth = 1
    ORDER BY w.number, w.digest
    ON CONFLICT DO NOTHING
    RETURNING r.virtual_key, r.digest
  )
  SELECT array_agg(w.at::integer) INTO v_repeated
  FROM wanted w WHERE w.nth > 1 OR (w.number, w.digest) NOT IN (SELECT f.virtual_key, f.digest::bytea FROM fresh f);
  FOR v_at IN SELECT unnest(v_repeated) LOOP v_rules[v_at] := 'replay'; END LOOP;
  FOR v_at IN 1 .. v_count LOOP
    v_rules[v_at] := coalesce(v_rules[v_at], p_refused_by[v_at]);
  END LOOP;

  SELECT array_agg(DISTINCT i.exchange_key), array_agg(DISTINCT i.number) INTO v_turns, v_senders
  FROM unnest(v_exchange_keys, v_numbers, v_rules, p_notional, p_slippage, p_orders)
    AS i (exchange_key, number, rule, notional, slippage, orders)
  WHERE i.rule IS NULL AND (i.notional > 0 OR i.slippage > 0 OR i.orders > 0);
  PERFORM FROM send_turns t WHERE t.exchange_key = ANY (v_turns) ORDER BY t.exchange_key FOR UPDATE;
  PERFORM FROM daily_usage u WHERE u.virtual_key = ANY (v_senders) ORDER BY u.virtual_key FOR UPDATE;
  v_time := clock_timestamp();
  v_times := array_fill(v_time, ARRAY[v_count]);

  -- A bounded piece at a time: what is left counts against the limit until it is swept.
  SELECT array_agg(o.entry) INTO v_expired FROM daily_usage u CROSS JOIN LATERAL (
    SELECT c.entry FROM sends c
    WHERE c.virtual_key = u.virtual_key AND c.sent_at <= greatest(u.latest, v_time) - interval '24 hours'
    ORDER BY c.sent_at LIMIT 500
  ) o WHERE u.virtual_key = ANY (v_senders);
  IF v_expired IS NOT NULL THEN
    WITH gone AS (
      DELETE FROM sends s WHERE s.entry = ANY (v_expired) RETURNING s.virtual_key, s.notional, s.slippage
    )
    UPDATE daily_usage u SET notional = u.notional - g.notional, slippage = u.slippage - g.slippage
    FROM (SELECT o.virtual_key, sum(o.notional) AS notional, sum(o.slippage) AS slippage FROM gone o GROUP BY o.virtual_key) g
    WHERE u.virtual_key = g.virtual_key AND u.virtual_key = ANY (v_senders);
  END IF;

  FOR v_send IN
    SELECT i.*, coalesce(u.notional, 0) AS used_notional, coalesce(u.slippage, 0) AS used_slippage,
      greatest(u.latest, v_time) AS latest
    FROM unnest(v_exchange_keys, v_numbers, v_rules, p_notional, p_slippage, p_orders)
      WITH ORDINALITY AS i (exchange_key, number, rule, notional, slippage, orders, at)
    LEFT JOIN LATERAL (SELECT * FROM daily_usage r WHERE r.virtual_key = i.number LIMIT 1) u ON true
    WHERE i.rule IS NULL AND (i.notional > 0 OR i.slippage > 0 OR i.orders > 0)
    ORDER BY i.exchange_key, i.number, i.at
  LOOP
    IF v_exchange_key IS DISTINCT FROM v_send.exchange_key THEN
      v_exchange_key := v_send.exchange_key;
      v_new_orders := 0;
      v_open := NULL;
    END IF;
    IF v_key IS DISTINCT FROM v_send.number THEN
      v_key := v_send.number;
      v_notional := v_send.used_notional;
      v_slippage := v_send.used_slippage;
    END IF;
    v_at := v_send.at;
    IF v_notional + v_send.notional > p_max_notional[v_at] THEN
      v_rules[v_at] := 'max_daily_usd';
    ELSIF v_slippage + v_send.slippage > p_max_slippage[v_at] THEN
      v_rules[v_at] := 'max_daily_slippage_usd';
    ELSIF v_send.orders > 0 AND p_max_orders[v_at] IS NOT NULL THEN
      -- The exchange's count holds what had been answered when it was asked; the rest is counted here. A send without
      -- an answer for 60 s is taken as answered: no request lasts that long.
      IF v_open IS NULL OR v_open_as_of IS DISTINCT FROM p_open_as_of[v_at] THEN
        v_open_as_of := p_open_as_of[v_at];
        SELECT coalesce(sum(n.orders), 0) INTO v_open FROM (
          SELECT s.orders FROM sends s
          WHERE s.exchange_key = v_exchange_key AND s.orders > 0 AND s.settled_at > v_open_as_of
          UNION ALL
          SELECT s.orders FROM sends s
          WHERE s.exchange_key = v_exchange_key AND s.orders > 0 AND s.settled_at IS NULL
            AND s.sent_at > v_open_as_of - interval '60 s'
        ) n;
      END IF;
      IF p_open_orders[v_at] IS NULL OR p_open_as_of[v_at] IS NULL OR p_open_as_of[v_at] > v_time
        OR p_open_orders[v_at] + v_open + v_new_orders + v_send.orders > p_max_orders[v_at] THEN
        v_rules[v_at] := 'max_open_orders';
      END IF;
    END IF;
    IF v_rules[v_at] IS NULL THEN
      v_notional := v_notional + v_send.notional;
      v_slippage := v_slippage + v_send.slippage;
      v_new_orders := v_new_orders + v_send.orders;
    END IF;
    v_times[v_at] := v_send.latest;
    v_used_notional[v_at] := v_notional;
    v_used_slippage[v_at] := v_slippage;
  END LOOP;
  -- The last request of each key has its sum.
  INSERT INTO daily_usage AS u (virtual_key, notional, slippage, latest)
  SELECT DISTINCT ON (i.number) i.number, i.notional, i.slippage, i.latest
  FROM unnest(v_numbers, v_used_notional, v_used_slippage, v_times) WITH ORDINALITY AS i (number, notional, slippage, latest, at)
  WHERE i.notional IS NOT NULL ORDER BY i.number, i.at DESC
  ON CONFLICT (virtual_key) DO UPDATE
    SET notional = excluded.notional, slippage = excluded.slippage, latest = excluded.latest;

  SELECT array_agg(nextval('audit_entries_id_seq')) INTO v_ids FROM generate_series(1, v_count);
  INSERT INTO audit_entries (id, kind, virtual_key, accepted, rule, replica, recorded_at, canonical)
  SELECT i.id, 'request', i.number, i.rule IS NULL, i.rule, p_replica, v_time,
    canonical_entry(i.id, 'request', v_time, p_replica,
      jsonb_build_object('key', i.key, 'accepted', i.rule IS NULL, 'rule', i.rule), i.content)
  FROM unnest(v_ids, v_numbers, v_rules, p_virtual_key, p_content) AS i (id, number, rule, key, content);
  INSERT INTO sends (entry, exchange_key, virtual_key, sent_at, notional, slippage, orders)
  SELECT i.id, i.exchange_key, i.number, i.at, i.notional, i.slippage, i.orders
  FROM unnest(v_ids, v_exchange_keys, v_numbers, v_times, v_rules, p_notional, p_slippage, p_orders)
    AS i (id, exchange_key, number, at, rule, notional, slippage, orders)
  WHERE i.rule IS NULL AND (i.notional > 0 OR i.slippage > 0 OR i.orders > 0);
  RETURN QUERY SELECT i.at::integer, i.id, i.rule, i.epoch, v_time, i.notional, i.slippage
  FROM unnest(v_ids, v_rules, v_epochs, v_used_notional, v_used_slippage)
    WITH ORDINALITY AS i (id, rule, epoch, notional, slippage, at);
END $$;
COMMENT ON FUNCTION decide IS
  'Decides a batch and records it; arrays are parallel, one element a request. Only a row without refused_by allows sending.';

CREATE FUNCTION record_outcomes(
  p_replica text, p_entry bigint[], p_outcome text[], p_kept_notional numeric[], p_kept_slippage numeric[],
  p_kept_orders integer[], p_content bytea[]
) RETURNS TABLE (place integer, entry bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp
  SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
  v_time timestamptz := clock_timestamp();
  v_ids bigint[];
  v_new bigint[];
  v_settled bigint[];
  v_keys integer[];
BEGIN
  PERFORM demand_durability();
  SELECT array_agg(nextval('audit_entries_id_seq')) INTO v_ids FROM generate_series(1, cardinality(p_entry));
  WITH written AS (
    INSERT INTO audit_entries AS a (id, kind, virtual_key, outcome_of, replica, recorded_at, canonical)
    SELECT i.id, 'outcome', e.virtual_key, i.entry, p_replica, v_time,
      canonical_entry(i.id, 'outcome', v_time, p_replica, jsonb_build_object('of', i.entry, 'outcome', i.outcome), i.content)
    FROM unnest(v_ids, p_entry, p_outcome, p_content) AS i (id, entry, outcome, content)
    CROSS JOIN LATERAL (SELECT * FROM audit_entries r WHERE r.id = i.entry AND r.accepted LIMIT 1) e
    ORDER BY i.entry, i.id
    ON CONFLICT (outcome_of) WHERE outcome_of IS NOT NULL DO NOTHING
    RETURNING a.id, a.outcome_of
  )
  SELECT array_agg(w.id), array_agg(w.outcome_of) INTO v_new, v_settled FROM written w;

  SELECT array_agg(DISTINCT s.virtual_key) INTO v_keys FROM sends s WHERE s.entry = ANY (v_settled);
  PERFORM FROM daily_usage u WHERE u.virtual_key = ANY (v_keys) ORDER BY u.virtual_key FOR UPDATE;
  WITH told AS MATERIALIZED (
    SELECT s.entry, s.virtual_key, s.notional, s.slippage, s.orders, i.outcome,
      least(s.notional, CASE i.outcome WHEN 'rejected' THEN 0 WHEN 'partly' THEN i.notional END) AS kept_notional,
      least(s.slippage, CASE i.outcome WHEN 'rejected' THEN 0 WHEN 'partly' THEN i.slippage END) AS kept_slippage,
      least(s.orders, CASE i.outcome WHEN 'rejected' THEN 0 WHEN 'partly' THEN i.orders END) AS kept_orders
    FROM unnest(v_ids, p_entry, p_outcome, p_kept_notional, p_kept_slippage, p_kept_orders)
      AS i (id, entry, outcome, notional, slippage, orders)
    CROSS JOIN LATERAL (SELECT * FROM sends r WHERE r.entry = i.entry LIMIT 1) s
    WHERE i.id = ANY (v_new)
  ), settled AS (
    UPDATE sends s SET notional = t.kept_notional, slippage = t.kept_slippage, orders = t.kept_orders,
      settled_at = CASE t.outcome WHEN 'unknown' THEN greatest(v_time, s.sent_at + interval '60 s') ELSE v_time END,
      outcome = t.outcome
    FROM told t WHERE s.entry = t.entry AND s.entry = ANY (v_settled)
    RETURNING t.virtual_key, t.notional - t.kept_notional AS notional, t.slippage - t.kept_slippage AS slippage
  )
  UPDATE daily_usage u SET notional = u.notional - r.notional, slippage = u.slippage - r.slippage
  FROM (SELECT s.virtual_key, sum(s.notional) AS notional, sum(s.slippage) AS slippage FROM settled s
    GROUP BY s.virtual_key HAVING sum(s.notional) > 0 OR sum(s.slippage) > 0) r
  WHERE u.virtual_key = r.virtual_key AND u.virtual_key = ANY (v_keys);
  RETURN QUERY SELECT i.at::integer, CASE WHEN i.id = ANY (v_new) THEN i.id END
  FROM unnest(v_ids) WITH ORDINALITY AS i (id, at);
END $$;
COMMENT ON FUNCTION record_outcomes IS
  'Records what became of sent requests, once each, and gives back what the exchange definitely rejected.';

CREATE FUNCTION forget_replays(p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_gone integer;
BEGIN
  WITH old AS (
    SELECT r.virtual_key, r.digest FROM replay_keys r WHERE r.expires_at < clock_timestamp()
    ORDER BY r.expires_at LIMIT p_most FOR UPDATE SKIP LOCKED
  )
  DELETE FROM replay_keys r USING old o WHERE r.virtual_key = o.virtual_key AND r.digest = o.digest;
  GET DIAGNOSTICS v_gone = ROW_COUNT;
  RETURN v_gone;
END $$;
COMMENT ON FUNCTION forget_replays IS 'Drops replay keys past their time, a bounded number at once.';
