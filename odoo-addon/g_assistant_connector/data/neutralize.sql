-- a copy of a database must not report to the assistant of the original
DELETE FROM ir_config_parameter
 WHERE key IN ('g_assistant_connector.url', 'g_assistant_connector.secret');
