"""Ball arithmetic: rigorous values of terms at points, the refuter, and the screen of every positive verdict."""
