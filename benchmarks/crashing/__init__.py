"""What `benchmarks.kill` is made of: bots that are ended at any moment, people, and the account."""
