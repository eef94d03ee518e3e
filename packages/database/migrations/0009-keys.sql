-- Keys: what an exchange says of a key later may be more than was accepted, and the generations of a virtual key have one
-- sum together.

-- A key is only added with its risks accepted. That it can do more later is recorded as it is: whoever looks must see it.
ALTER TABLE exchange_key_versions
  DROP CONSTRAINT withdrawing_is_accepted,
  DROP CONSTRAINT open_to_all_addresses_is_accepted,
  DROP CONSTRAINT unverified_is_accepted;

CREATE FUNCTION accept_risks() RETURNS trigger LANGUAGE plpgsql SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_rule text := CASE
    WHEN NEW.may_withdraw AND NOT 'withdraw' = ANY (NEW.accepted_risks) THEN 'withdrawing_is_accepted'
    WHEN NOT NEW.ip_restricted AND NOT 'no-ip' = ANY (NEW.accepted_risks) THEN 'open_to_all_addresses_is_accepted'
    WHEN NEW.may_withdraw IS NULL AND NOT 'unverified' = ANY (NEW.accepted_risks) THEN 'unverified_is_accepted'
  END;
BEGIN
  IF v_rule IS NOT NULL THEN
    RAISE EXCEPTION 'a risk of the key is not accepted: %', v_rule USING ERRCODE = 'check_violation', CONSTRAINT = v_rule;
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION accept_risks IS 'No key is added that can do more than was accepted by name.';
-- Rows of a backup have later revisions, and come back as they were.
CREATE TRIGGER accept_risks BEFORE INSERT ON exchange_key_versions
  FOR EACH ROW WHEN (NEW.revision = 1) EXECUTE FUNCTION accept_risks();
REVOKE ALL ON FUNCTION accept_risks FROM PUBLIC;

-- decide counts by the first generation's number from now on, so that an overlap of two doubles no limit; replays, freezes and
-- audit entries stay each generation's own. Only these three places of the newest decide change.
DO $migration$
DECLARE
  v_text text := pg_get_functiondef('decide'::regproc);
  v_change text[];
BEGIN
  FOREACH v_change SLICE 1 IN ARRAY ARRAY[
    [$$DECLARE
$$, $$DECLARE
  v_generations integer[];
$$],
    [$$  SELECT array_agg(DISTINCT i.exchange_key), array_agg(DISTINCT i.number) INTO v_turns, v_senders
$$, $$  -- Sums are the first generation's: all of a key share them.
  v_generations := v_numbers;
  SELECT array_agg(coalesce(f.number, i.number) ORDER BY i.at) INTO v_numbers
  FROM unnest(v_generations) WITH ORDINALITY AS i (number, at)
  LEFT JOIN LATERAL (SELECT * FROM virtual_keys r WHERE r.number = i.number LIMIT 1) k ON true
  LEFT JOIN LATERAL (
    SELECT * FROM virtual_keys r WHERE k.generation > 1 AND r.name = k.name AND r.generation = 1 LIMIT 1
  ) f ON true;

  SELECT array_agg(DISTINCT i.exchange_key), array_agg(DISTINCT i.number) INTO v_turns, v_senders
$$],
    [$$  FROM unnest(v_ids, v_numbers, v_rules, p_virtual_key, p_content) AS i (id, number, rule, key, content);
$$, $$  FROM unnest(v_ids, v_generations, v_rules, p_virtual_key, p_content) AS i (id, number, rule, key, content);
$$]
  ] LOOP
    IF length(v_text) - length(replace(v_text, v_change[1], '')) <> length(v_change[1]) THEN
      RAISE EXCEPTION 'decide is not as this migration expects it: %', v_change[1];
    END IF;
    v_text := replace(v_text, v_change[1], v_change[2]);
  END LOOP;
  EXECUTE v_text;
END $migration$;
COMMENT ON COLUMN daily_usage.virtual_key IS 'Number of the first generation; all generations of a key share the row.';
COMMENT ON COLUMN sends.virtual_key IS 'Number of the first generation of the key, as in daily_usage.';
