-- The tables as the earlier servers created them: what a database to be adopted looks like.
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE documents (
  id SERIAL PRIMARY KEY,
  title TEXT,
  content TEXT,
  embedding vector(384),  -- Matches Xenova embedding dimensions
  metadata JSONB,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_documents_embedding ON documents 
USING ivfflat (embedding vector_cosine_ops) 
WITH (lists = 100);
CREATE INDEX idx_documents_created_at ON documents (created_at);
CREATE INDEX idx_documents_metadata ON documents USING GIN (metadata);
CREATE TABLE memory_banks (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  description TEXT,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE memories (
  id SERIAL PRIMARY KEY,
  memory_bank_id INTEGER REFERENCES memory_banks(id),
  content TEXT NOT NULL,
  embedding vector(384),  -- For semantic search
  metadata JSONB,
  importance INTEGER DEFAULT 1,
  access_count INTEGER DEFAULT 0,
  last_accessed TIMESTAMP,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE conversations (
  id SERIAL PRIMARY KEY,
  session_id VARCHAR(255) NOT NULL,
  role VARCHAR(50) NOT NULL,  -- 'user' or 'assistant'
  content TEXT NOT NULL,
  metadata JSONB,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_memories_memory_bank_id ON memories (memory_bank_id);
CREATE INDEX idx_memories_importance ON memories (importance DESC);
CREATE INDEX idx_conversations_session_id ON conversations (session_id);
CREATE INDEX idx_conversations_created_at ON conversations (created_at);
CREATE TABLE rag_sessions (
  id SERIAL PRIMARY KEY,
  session_id VARCHAR(255) UNIQUE NOT NULL,
  context TEXT,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE rag_queries (
  id SERIAL PRIMARY KEY,
  session_id INTEGER REFERENCES rag_sessions(id),
  query_text TEXT NOT NULL,
  context_used TEXT,
  response TEXT,
  metadata JSONB,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_rag_sessions_session_id ON rag_sessions (session_id);
CREATE INDEX idx_rag_queries_session_id ON rag_queries (session_id);
CREATE INDEX idx_rag_queries_created_at ON rag_queries (created_at);
CREATE TABLE test_suites (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  description TEXT,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE test_cases (
  id SERIAL PRIMARY KEY,
  test_suite_id INTEGER REFERENCES test_suites(id),
  name VARCHAR(255) NOT NULL,
  description TEXT,
  status VARCHAR(50) DEFAULT 'pending',  -- pending, running, passed, failed
  result TEXT,
  execution_time INTEGER,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  executed_at TIMESTAMP
);
CREATE TABLE test_results (
  id SERIAL PRIMARY KEY,
  test_case_id INTEGER REFERENCES test_cases(id),
  metric_name VARCHAR(255) NOT NULL,
  metric_value DECIMAL(10,4),
  threshold DECIMAL(10,4),
  status VARCHAR(20) DEFAULT 'unknown',  -- unknown, pass, fail, warning
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_test_cases_test_suite_id ON test_cases (test_suite_id);
CREATE INDEX idx_test_cases_status ON test_cases (status);
CREATE INDEX idx_test_results_test_case_id ON test_results (test_case_id);
CREATE TABLE scheduler_tasks (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  command TEXT NOT NULL,
  schedule VARCHAR(255),  -- Cron expression
  is_active BOOLEAN DEFAULT true,
  max_retries INTEGER DEFAULT 3,
  retry_delay INTEGER DEFAULT 60,
  timeout INTEGER DEFAULT 300,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE scheduler_executions (
  id SERIAL PRIMARY KEY,
  task_id INTEGER REFERENCES scheduler_tasks(id),
  status VARCHAR(50) DEFAULT 'pending',  -- pending, running, completed, failed
  start_time TIMESTAMP,
  end_time TIMESTAMP,
  exit_code INTEGER,
  output TEXT,
  error_output TEXT,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_scheduler_tasks_is_active ON scheduler_tasks (is_active);
CREATE INDEX idx_scheduler_executions_task_id ON scheduler_executions (task_id);
CREATE INDEX idx_scheduler_executions_status ON scheduler_executions (status);
CREATE TABLE workflows (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  definition JSONB NOT NULL,
  status VARCHAR(50) DEFAULT 'draft',  -- draft, active, completed, failed
  created_by VARCHAR(255),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE workflow_executions (
  id SERIAL PRIMARY KEY,
  workflow_id INTEGER REFERENCES workflows(id),
  status VARCHAR(50) DEFAULT 'pending',  -- pending, running, completed, failed
  current_step INTEGER DEFAULT 0,
  input_data JSONB,
  output_data JSONB,
  error_message TEXT,
  started_at TIMESTAMP,
  completed_at TIMESTAMP,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_workflows_status ON workflows (status);
CREATE INDEX idx_workflow_executions_workflow_id ON workflow_executions (workflow_id);
CREATE INDEX idx_workflow_executions_status ON workflow_executions (status);
