"""What is to be explained: each finding one small pure function over what the book shows, none of them with a clock."""
