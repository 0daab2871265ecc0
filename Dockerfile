# The daemon in a small image. The build is that of scripts/serve: scripts/setup, build_release.
FROM swift:6.3-bookworm AS build
WORKDIR /cairn
COPY scripts/setup scripts/setup
RUN scripts/setup
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
SHELL ["/bin/bash", "-c"]
RUN source scripts/setup && build_release \
    && install "$(release_directory)"/{cairnd,cairn} /usr/local/bin/

FROM debian:12-slim
# The three libraries of the operating system; curl asks after the daemon's health.
RUN apt-get update -q \
    && apt-get install -qy --no-install-recommends \
        ca-certificates curl libsqlite3-0 libssl3 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin cairn \
    && install -d -o cairn -g cairn -m 0700 /data
COPY --from=build /usr/local/bin/cairnd /usr/local/bin/cairn /usr/local/bin/
USER cairn
VOLUME /data
EXPOSE 8080
# Inside a container the loopback interface reaches nobody: the port that is published decides.
ENV CAIRN_DATA=/data CAIRN_LISTEN=0.0.0.0:8080 CAIRN_ALLOW_UNENCRYPTED=true
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD ["curl", "-fsS", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["cairnd"]
CMD ["serve"]
