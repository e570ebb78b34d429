//! wigwag.
