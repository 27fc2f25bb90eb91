"""Names: how they are spelled and used, and the terms that they become."""
