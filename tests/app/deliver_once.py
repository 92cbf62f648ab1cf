"""A worker of its own process for tests that kill it: delivers what is due, then ends."""

from app import create_app, jobs

if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        jobs.deliver()
