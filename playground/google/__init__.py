"""The local tuning service: Google's sign-in and the Gemini API's tuned-model surface.

It is written against public documents of both, so that Google's own clients run unchanged.
What is served and where it differs from Google's service stands in `app`, `listing`, `roles`
and `operations`, each with what it is about.
"""
