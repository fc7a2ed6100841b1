"""Vertex AI's tuning of Gemini models, and the Cloud Storage that its datasets lie in.

It is beside the Gemini API, over the same trainer, accounts and trouble on order, and written
against Google's public documents, so that google-genai's own client runs unchanged. A Gemini
model's name stands for the trainer's first base here.

What was chosen where those documents are silent: a job is PENDING while it waits for quota, and
RUNNING while it waits for the trainer; a dataset that cannot be read fails the job, not the call
that starts it; of a job that was cancelled nothing is served; `totalBillableTokenCount` is the
dataset's, which the bill takes times epochs; of a model's versions the newest is the default.
"""
