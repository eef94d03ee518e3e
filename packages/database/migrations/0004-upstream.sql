-- What the replicas share towards the exchanges: nonces and request weight.

CREATE TABLE nonces (
  exchange_key integer NOT NULL,
  version integer NOT NULL,
  last numeric(20, 0) NOT NULL CHECK (last >= 0 AND last < 18446744073709551616),
  holder label NOT NULL,
  leased_until timestamptz NOT NULL,
  PRIMARY KEY (exchange_key, version),
  FOREIGN KEY (exchange_key, version) REFERENCES exchange_key_versions
);
COMMENT ON TABLE nonces IS 'Per real key the greatest nonce handed out, and the one replica that may send with it.';
COMMENT ON COLUMN nonces.last IS 'In the exchange’s own unit; at most an unsigned 64-bit number.';

CREATE FUNCTION lease_nonces(
  p_exchange_key integer, p_version integer, p_replica text, p_clock numeric, p_count integer, p_lease_ms integer
) RETURNS TABLE (first numeric, leased_until timestamptz, holder text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_floor numeric;
  v_last numeric;
  v_until timestamptz;
  v_holder text;
BEGIN
  PERFORM demand_durability();
  IF p_count NOT BETWEEN 1 AND 10000 OR p_lease_ms NOT BETWEEN 100 AND 600000 THEN
    RAISE EXCEPTION 'count or lease out of range' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT v.nonce_floor INTO v_floor FROM exchange_key_versions v
  WHERE v.exchange_key = p_exchange_key AND v.version = p_version AND v.state <> 'retired';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such exchange key' USING ERRCODE = 'no_data_found';
  END IF;
  v_until := clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0);
  INSERT INTO nonces AS n (exchange_key, version, last, holder, leased_until)
  VALUES (p_exchange_key, p_version, greatest(p_clock, v_floor + 1) + p_count - 1, p_replica, v_until)
  ON CONFLICT (exchange_key, version) DO UPDATE SET
    last = greatest(p_clock, n.last + 1, v_floor + 1) + p_count - 1,
    holder = excluded.holder,
    leased_until = greatest(clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0),
      CASE WHEN n.holder = excluded.holder THEN n.leased_until END)
  WHERE n.holder = excluded.holder OR n.leased_until <= clock_timestamp()
  RETURNING n.last, n.leased_until, n.holder INTO v_last, v_until, v_holder;
  IF FOUND THEN
    RETURN QUERY SELECT v_last - p_count + 1, v_until, v_holder;
  ELSE
    RETURN QUERY SELECT NULL::numeric, n.leased_until, n.holder::text FROM nonces n
    WHERE n.exchange_key = p_exchange_key AND n.version = p_version;
  END IF;
END $$;
COMMENT ON FUNCTION lease_nonces IS
  'Hands out p_count nonces from max(clock, last + 1, floor + 1), or tells which other replica sends; first is null then.';

CREATE FUNCTION end_nonce_lease(p_exchange_key integer, p_version integer, p_replica text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
  UPDATE nonces SET leased_until = clock_timestamp()
  WHERE exchange_key = p_exchange_key AND version = p_version AND holder = p_replica
    AND leased_until > clock_timestamp()
$$;
COMMENT ON FUNCTION end_nonce_lease IS 'Lets another replica send, once nothing is under way any more.';

CREATE TABLE upstream_budget (
  host text NOT NULL CHECK (length(host) BETWEEN 1 AND 253),
  source_address text NOT NULL CHECK (length(source_address) <= 64),
  exchange_key integer REFERENCES exchange_keys,
  window_start timestamptz NOT NULL,
  used integer NOT NULL CHECK (used >= 0),
  closed_until timestamptz,
  UNIQUE NULLS NOT DISTINCT (host, source_address, exchange_key)
);
COMMENT ON TABLE upstream_budget IS 'Request weight used towards a host from an address, with a real key or (null) all together.';
COMMENT ON COLUMN upstream_budget.closed_until IS 'The exchange said to wait (429, 418, Retry-After); nobody sends before.';

CREATE FUNCTION take_budget(
  p_host text, p_source text, p_exchange_key integer, p_weight integer, p_limit integer, p_window_ms integer
) RETURNS TABLE (granted boolean, used integer, retry_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_row upstream_budget;
  v_now timestamptz;
BEGIN
  IF p_weight < 0 OR p_limit < 0 OR p_window_ms NOT BETWEEN 1 AND 86400000 THEN
    RAISE EXCEPTION 'weight, limit or window out of range' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO upstream_budget (host, source_address, exchange_key, window_start, used)
  VALUES (p_host, p_source, p_exchange_key, clock_timestamp(), 0) ON CONFLICT DO NOTHING;
  SELECT * INTO v_row FROM upstream_budget b
  WHERE b.host = p_host AND b.source_address = p_source AND b.exchange_key IS NOT DISTINCT FROM p_exchange_key
  FOR UPDATE;
  v_now := clock_timestamp();
  IF v_row.closed_until > v_now THEN
    RETURN QUERY SELECT false, v_row.used, v_row.closed_until;
    RETURN;
  END IF;
  IF v_row.window_start + make_interval(secs => p_window_ms / 1000.0) <= v_now THEN
    v_row.window_start := v_now;
    v_row.used := 0;
  END IF;
  IF v_row.used + p_weight > p_limit THEN
    RETURN QUERY SELECT false, v_row.used, v_row.window_start + make_interval(secs => p_window_ms / 1000.0);
    RETURN;
  END IF;
  UPDATE upstream_budget b SET window_start = v_row.window_start, used = v_row.used + p_weight
  WHERE b.host = p_host AND b.source_address = p_source AND b.exchange_key IS NOT DISTINCT FROM p_exchange_key;
  RETURN QUERY SELECT true, v_row.used + p_weight, NULL::timestamptz;
END $$;
COMMENT ON FUNCTION take_budget IS 'Takes weight of a fixed window when there is enough and the gate is open.';

CREATE FUNCTION close_upstream(p_host text, p_source text, p_exchange_key integer, p_wait_ms bigint) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_until timestamptz := clock_timestamp() + make_interval(secs => least(greatest(p_wait_ms, 0), 604800000) / 1000.0);
BEGIN
  INSERT INTO upstream_budget AS b (host, source_address, exchange_key, window_start, used, closed_until)
  VALUES (p_host, p_source, p_exchange_key, clock_timestamp(), 0, v_until)
  ON CONFLICT (host, source_address, exchange_key) DO UPDATE
    SET closed_until = greatest(b.closed_until, excluded.closed_until)
  RETURNING closed_until INTO v_until;
  PERFORM pg_notify('holdfast_changes', 'upstream_budget');
  RETURN v_until;
END $$;
COMMENT ON FUNCTION close_upstream IS 'Closes the gate for all replicas; at most seven days, never earlier than it was.';
