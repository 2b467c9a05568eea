//! The text dump of a body.
