//! Types that are honest, and the ways of not being so.

mod dishonest;
mod honest;
