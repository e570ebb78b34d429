//! Contracts as data.
