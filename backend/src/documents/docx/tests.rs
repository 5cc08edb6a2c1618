//! Reads small packages made here, and the shared ones where they are.
