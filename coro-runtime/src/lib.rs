//! The support library of the machines, and the reactor-executor that runs them.
#![cfg_attr(not(feature = "runtime"), no_std)]

pub mod machine;
