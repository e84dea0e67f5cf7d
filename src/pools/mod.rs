//! Pools: registers of approved practitioners, each with its own coordinators.
