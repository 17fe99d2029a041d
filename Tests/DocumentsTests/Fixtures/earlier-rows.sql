-- Rows as the earlier servers left them: with and without vectors, titles and metadata, in local time without a zone.
INSERT INTO documents (title, content, embedding, metadata, created_at, updated_at)
SELECT 'Note ' || n, 'Note number ' || n || ' about cups.',
    (SELECT array_agg(sin(n * 31 + i)) FROM generate_series(1, 384) AS i)::vector,
    jsonb_build_object('n', n), timestamp '2025-06-01 12:00:00' + n * interval '1 minute', timestamp '2025-07-01 08:30:00'
FROM generate_series(1, 300) AS n;
INSERT INTO documents (title, content, metadata) VALUES
    (NULL, 'The lighthouse keeper lights the lamp at dusk.', NULL),
    ('Empty', '', '{}'),
    ('Nothing', NULL, '[1, 2]');
INSERT INTO memory_banks (name) VALUES ('bank');
INSERT INTO memories (memory_bank_id, content) VALUES (1, 'remembered');
INSERT INTO conversations (session_id, role, content) VALUES ('s', 'user', 'hello');
INSERT INTO rag_sessions (session_id) VALUES ('r');
INSERT INTO rag_queries (session_id, query_text) VALUES (1, 'why');
INSERT INTO test_suites (name) VALUES ('suite');
INSERT INTO test_cases (test_suite_id, name) VALUES (1, 'case');
INSERT INTO test_results (test_case_id, metric_name, metric_value) VALUES (1, 'speed', 1.5);
INSERT INTO scheduler_tasks (name, command, schedule) VALUES ('task', 'true', '* * * * *');
INSERT INTO scheduler_executions (task_id) VALUES (1);
INSERT INTO workflows (name, definition) VALUES ('flow', '{"steps":[]}');
INSERT INTO workflow_executions (workflow_id) VALUES (1);
