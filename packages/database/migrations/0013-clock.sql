-- A clock that is set back must not bring back requests whose replay keys are forgotten.

ALTER TABLE control ADD COLUMN replays_forgotten_until timestamptz NOT NULL DEFAULT '-infinity';
COMMENT ON COLUMN control.replays_forgotten_until IS
  'The latest time to which a replay key was kept that is gone now. Never decreases.';

CREATE OR REPLACE FUNCTION forget_replays(p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_gone integer;
  v_until timestamptz;
BEGIN
  WITH old AS (
    SELECT r.virtual_key, r.digest FROM replay_keys r WHERE r.expires_at < clock_timestamp()
    ORDER BY r.expires_at LIMIT p_most FOR UPDATE SKIP LOCKED
  ), gone AS (
    DELETE FROM replay_keys r USING old o WHERE r.virtual_key = o.virtual_key AND r.digest = o.digest
    RETURNING r.expires_at
  )
  SELECT count(*), max(g.expires_at) INTO v_gone, v_until FROM gone g;
  IF v_gone > 0 THEN
    UPDATE control c SET replays_forgotten_until = greatest(c.replays_forgotten_until, v_until);
  END IF;
  RETURN v_gone;
END $$;
COMMENT ON FUNCTION forget_replays IS 'Drops replay keys past their time, a bounded number at once.';

-- Replay keys are kept for 15 minutes after a request was decided, and a request is fresh for a minute or two at most. So
-- whatever is fresh now was decided, if it was, by a time that is remembered, unless the clock is ten minutes before
-- what is forgotten.
CREATE FUNCTION refuse_forgotten_time() RETURNS trigger LANGUAGE plpgsql SET search_path = holdfast, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM control c WHERE clock_timestamp() < c.replays_forgotten_until - interval '10 minutes'
  ) THEN
    RAISE EXCEPTION 'the clock of this server was set back to a time whose requests are forgotten'
      USING ERRCODE = 'HF001';
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION refuse_forgotten_time IS 'Decides nothing while the clock is in a time whose requests are forgotten.';
CREATE TRIGGER refuse_forgotten_time BEFORE INSERT ON replay_keys
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_forgotten_time();
REVOKE ALL ON FUNCTION refuse_forgotten_time FROM PUBLIC;
