-- Files of {table}; content 0: data, else deletes.
SELECT file_path, content FROM "{table}$files"
