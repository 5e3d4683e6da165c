"""What tests of every package share: fixtures, servers, personas."""
