-- Run by an administrator of the PostgreSQL server before the migrations, in the database itself. Repeating it changes
-- nothing. Passwords are set apart, as SCRAM verifiers.
DO $$
DECLARE
  v_role text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'holdfast_owner') THEN
    CREATE ROLE holdfast_owner NOLOGIN NOINHERIT;
  END IF;
  FOREACH v_role IN ARRAY ARRAY['holdfast_gateway', 'holdfast_server', 'holdfast_operator'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = v_role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', v_role);
    END IF;
    EXECUTE format('ALTER ROLE %I SET search_path = holdfast, pg_temp', v_role);
    EXECUTE format('ALTER ROLE %I SET lock_timeout = %L', v_role, '5s');
    EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', v_role, CASE v_role WHEN 'holdfast_gateway' THEN '10s' ELSE '60s' END);
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', v_role, '10s');
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), v_role);
  END LOOP;
  ALTER ROLE holdfast_owner NOLOGIN;
  IF NOT pg_has_role(current_user, 'holdfast_owner', 'SET') THEN
    EXECUTE format('GRANT holdfast_owner TO %I WITH INHERIT FALSE, SET TRUE', current_user);
  END IF;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  REVOKE ALL ON SCHEMA public FROM PUBLIC;
  CREATE SCHEMA IF NOT EXISTS holdfast AUTHORIZATION holdfast_owner;
  -- The queue of jobs keeps its own tables there; nothing that is worth a backup, and nothing that the gateway reads.
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'jobs') THEN
    IF NOT pg_has_role(current_user, 'holdfast_server', 'SET') THEN
      EXECUTE format('GRANT holdfast_server TO %I WITH INHERIT FALSE, SET TRUE', current_user);
    END IF;
    CREATE SCHEMA jobs AUTHORIZATION holdfast_server;
  END IF;
  IF EXISTS (
    SELECT FROM pg_roles r
    WHERE r.rolname IN ('holdfast_owner', 'holdfast_gateway', 'holdfast_server', 'holdfast_operator')
      AND (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
        OR (r.rolname = 'holdfast_owner' AND r.rolcanlogin)
        OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid))
  ) THEN
    RAISE EXCEPTION 'a holdfast role has more rights than it may have' USING ERRCODE = 'invalid_role_specification';
  END IF;
END $$;
