"""Who is told of what: following, declared use, saved searches, and the news that come of them.

Owns: what a member follows, what an analysis uses, the searches somebody saved, the news and who has read them.
Verbs: follow, unfollow, declare, use, end, save a search; `news.announce` tells those whom an event concerns, each
once, on the page and in the next digest.
Must never: tell anybody of what the policy hides from them, load the datasets of an event, or send mail itself.
"""
