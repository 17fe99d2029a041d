-- no transaction
SELECT $$ "quoted" \ \(not interpolated) $$;
