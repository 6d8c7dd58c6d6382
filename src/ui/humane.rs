//! Sizes, times and rates as people say them.
