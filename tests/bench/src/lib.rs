//! Servers side by side: what the same work costs them in processor time and in memory, measured by one load generator that checks
//! every byte of every answer.

pub mod results;
