"""Names and functions before brackets or arguments: calls, or first factors of products."""
