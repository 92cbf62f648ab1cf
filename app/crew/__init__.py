"""The crews' room: today's jobs, one job, the photo that proves the repair."""

from app.crew import away, job, jobs, order, photos, queued, recording, together
from app.crew.blueprint import bp

__all__ = ["away", "bp", "job", "jobs", "order", "photos", "queued", "recording", "together"]
