-- Drops what is in the schema public but the extensions, which an administrator may have made.
SET lock_timeout = '10s';
SET client_min_messages = warning;
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT format('DROP %s IF EXISTS public.%I CASCADE', kinds.word, c.relname) AS drops
        FROM pg_class c
        JOIN (VALUES ('r', 'TABLE'), ('p', 'TABLE'), ('f', 'FOREIGN TABLE'), ('v', 'VIEW'),
                     ('m', 'MATERIALIZED VIEW'), ('S', 'SEQUENCE')) AS kinds (kind, word) ON kinds.kind = c.relkind
        WHERE c.relnamespace = 'public'::regnamespace
          -- a, i: it goes with the table it belongs to
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
                          AND d.deptype IN ('e', 'a', 'i'))
    LOOP
        EXECUTE made.drops;
    END LOOP;
    FOR made IN
        SELECT p.oid
        FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass
                          AND d.deptype = 'e')
    LOOP
        IF EXISTS (SELECT FROM pg_proc WHERE oid = made.oid) THEN
            EXECUTE format('DROP ROUTINE %s CASCADE', made.oid::regprocedure);
        END IF;
    END LOOP;
    FOR made IN
        SELECT t.typname
        FROM pg_type t
        WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd')
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.classid = 'pg_type'::regclass
                          AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP TYPE IF EXISTS public.%I CASCADE', made.typname);
    END LOOP;
END
$$;
