"""What runs over a range: sums and products, extreme values, ellipses; and ranges of integers themselves."""
