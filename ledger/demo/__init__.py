"""A made-up community, for trying Mingzhang and for its tests. Its keys are public: never trust them."""
