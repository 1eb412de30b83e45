// Filled by the reader of notebooks.
