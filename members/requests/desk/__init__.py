"""What approvers do with a request before it is decided: claim, hold, note, hand over; and the clock that watches."""
