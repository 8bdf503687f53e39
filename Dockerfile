# One image for the web, the workers, beat and migrate: the command tells them apart.
# The base gets its security corrections whenever the image is built with --pull.

FROM python:3.13-slim-trixie AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/runtime.txt /tmp/runtime.txt
RUN python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv/bin/python install --require-hashes --only-binary :all: \
       -r /tmp/runtime.txt
WORKDIR /app
COPY . .
# The settings want to know everything; nothing of this is used, or kept in the image.
RUN SECRET_KEY=only-for-collecting-static-files-in-the-build \
    TOKEN_KEYS=only-for-collecting-static-files-in-the-build \
    DATABASE_URL=postgresql://nobody@nowhere/nothing REDIS_URL=redis://nowhere:6379/0 \
    EMAIL_URL=smtp://nowhere:25 DEFAULT_FROM_EMAIL=nobody@example.org \
    SITE_URL=https://example.org STATIC_ROOT=/app/staticfiles \
    /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q /opt/venv/lib /app

FROM python:3.13-slim-trixie
RUN python -m pip uninstall --yes --quiet --root-user-action=ignore pip \
    && groupadd --gid 10001 paraphe \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
       --shell /usr/sbin/nologin paraphe \
    && install --directory --owner paraphe --group paraphe \
       /var/lib/paraphe /var/lib/paraphe-files
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATIC_ROOT=/app/staticfiles \
    BIND=0.0.0.0:8000
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "deploy/is_alive.py"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "--no-control-socket", "config.wsgi:application"]
