//! A user's crate of edition 2018: its tests are the oracle's, in this edition.
#![forbid(unsafe_code)]
